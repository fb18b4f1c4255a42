"""What an edge says where it can't do as asked; in Korean, to be told in the reader's language."""

from kiosk.language.sentences import N_

AT_THE_PRIMARY = N_("운영 단말은 박람회 서버의 주소로 열어 주세요. 여기는 현황판과 참가자 화면만 있어요.")
NOT_HERE = N_("이 화면은 여기에 없어요. 운영 단말은 박람회 서버의 주소로 열어 주세요.")
NO_PAGE = N_("그런 페이지는 없어요.")
AWAY = N_("지금 박람회 서버에 닿지 않아요. 잠시 뒤에 다시 열어 주세요.")
BUSY = N_("지금 보는 사람이 많아요. 잠시 뒤에 다시 열어 주세요.")
TOO_LARGE = N_("보낸 것이 너무 커요. 줄여서 다시 보내 주세요.")
FAILED = N_("서버에서 문제가 생겼어요. 잠시 뒤에 다시 해 주세요.")
