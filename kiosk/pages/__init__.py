"""GET pages, one file an audience; POST /actions/<verb>; the import's preview, which writes nothing."""

from flask import Blueprint

from kiosk.pages import (
    actions,
    assets,
    attachments,
    board,
    booth,
    demo,
    desk,
    import_files,
    kiosk,
    offline,
    organiser,
    pair,
    phone,
    plan,
    print_jobs,
    register,
    sounds,
    stage,
    trust,
    twins,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    assets.pages,
    actions.pages,
    twins.pages,
    attachments.pages,
    pair.pages,
    board.pages,
    sounds.pages,
    phone.pages,
    plan.pages,
    trust.pages,
    stage.pages,
    kiosk.pages,
    offline.pages,
    desk.pages,
    print_jobs.pages,
    register.pages,
    booth.pages,
    organiser.pages,
    import_files.pages,
    demo.pages,
)
