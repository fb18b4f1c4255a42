"""What is wrong with the Redis that public messages are given to (kiosk/edges), and what to do about it."""

from collections.abc import Mapping

from kiosk.language.sentences import N_

PROBLEMS: Mapping[str, str] = {
    "unreached": N_("Redis에 닿지 않아요. 그 컴퓨터가 켜져 있는지, 네트워크와 주소를 봐 주세요"),
    "password": N_("Redis가 비밀번호를 물어요. KIOSK_REDIS_URL에 적고 서버를 다시 켜 주세요"),
    "wrong_password": N_("Redis의 비밀번호가 달라요. KIOSK_REDIS_URL을 고치고 서버를 다시 켜 주세요"),
    "not_redis": N_("그 주소에 있는 것이 Redis가 아니에요. KIOSK_REDIS_URL의 주소와 포트를 봐 주세요"),
    "denied": N_("Redis의 이 사용자에게는 쓸 권한이 없어요. Redis의 ACL을 봐 주세요"),
    "full": N_("Redis의 메모리가 가득 찼어요. maxmemory를 늘려 주세요"),
    "read_only": N_("그 Redis에는 쓸 수 없어요. 복제본이 아닌 본래의 Redis를 적어 주세요"),
    "another_laptop": N_(
        "다른 노트북이 이 박람회를 그 Redis에 적고 있어요. 지금 서버가 어느 노트북인지 봐 주세요"
    ),
    "no_tls": N_("그 Redis와 안전하게 이어지지 않아요. rediss:// 주소와 인증서를 봐 주세요"),
    "failing": N_("Redis가 적은 것을 받지 않아요. 그 컴퓨터의 기록을 봐 주세요"),
}
