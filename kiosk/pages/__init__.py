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
    files,
    kiosk,
    offline,
    organiser,
    pair,
    phone,
    plan,
    prints,
    register,
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
    phone.pages,
    plan.pages,
    trust.pages,
    stage.pages,
    kiosk.pages,
    offline.pages,
    desk.pages,
    prints.pages,
    register.pages,
    booth.pages,
    organiser.pages,
    files.pages,
    demo.pages,
)
