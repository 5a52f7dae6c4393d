"""Whether a title or heading says that a page is not there, in English and in other languages.

A statement counts where it is all that a title says, or one part of it between bars: an article
about missing pages says more.
"""

import re

# Words around the statement that a page is gone; what is left must be that statement.
_NOISE = re.compile(
    r"\b(?:https?|status|code|error|fehler|erreur|errore?|erro|fout|fel|fejl|feil|virhe|chyba|hiba"
    r"|błąd|hata|ошибка|помилка|eroare|lỗi|we'?re sorry|we are sorry|sorry|unfortunately"
    r"|oops|whoops|uh[\s-]?oh|oh no|hm+|looks like|it (?:seems|appears)(?: that)?|but)\b"
    r"|!!1|[^\w\s']|_",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\b(?:404|410)\b")
_NOUN = (
    r"(?:web ?page|page|files?(?:\s+or\s+director(?:y|ies))?|document|resource|content|site|url"
    r"|article|item|node|link|address|object|event)"
)
_SUBJECT = rf"""(?:(?:the|this|that|your|requested|web|a)\s+)*(?P<noun>{_NOUN}\s+)?(?:requested\s+)?
    (?:(?:that\s+)?you(?:'re|\s+are|\s+were|'ve|\s+have)?\s+
       (?:requested|looking\s+for|trying\s+to\s+\w+)\s+)?
    (?:(?:is|was|could|can|has\s+been|does|has)\s+)*"""
_GONE = re.compile(
    rf"""{_SUBJECT}
        (?:not\s+(?:be\s+)?(?:found|exist)
        |(?:can't|cannot|couldn't|could\s+not)\s+be\s+(?:found|displayed)
        |(?:has\s+)?moved\s+or\s+no\s+longer\s+exists
        |(?:may|might)\s+have\s+(?:been\s+)?(?:removed|moved|deleted)
        |removed\s+had\s+its\s+name\s+changed\s+or\s+is\s+temporarily\s+unavailable
        |that\s+(?:doesn't|does\s+not)\s+exist
        |(?:doesn't|does\s+not)\s+exist|no\s+longer\s+(?:exists?|available|here))
        (?:\s+(?:yet|anymore|here|(?:on|at)\s+(?:this|the|our)\s+(?:web\s?)?(?:server|site|address)))?
      | we\s+(?:can't|couldn't|could\s+not|cannot)\s+(?:seem\s+to\s+)?find\s+
        (?:that|the|this|your|what)\s*{_NOUN}?.{{0,40}}
      | nothing\s+(?:was\s+)?found(?:\s+here)? | nothing\s+here | no\s+{_NOUN}\s+found
      | you've\s+(?:reached|found)\s+a\s+{_NOUN}\s+that\s+(?:doesn't|does\s+not)\s+exist
      | notfound | (?:broken|dead)\s+link | this\s+link\s+is\s+(?:broken|dead)""",
    re.IGNORECASE | re.VERBOSE,
)
# Said of a page these mean that it is gone; alone they may be the topic: "Missing", "Unavailable".
_PERHAPS_GONE = re.compile(
    rf"""{_SUBJECT}
        (?:not\s+(?:be\s+)?available|(?:isn't|is\s+not)\s+(?:available|here)|missing|unavailable|gone
        |(?:been\s+)?(?:removed|deleted|moved\s+or\s+deleted))""",
    re.IGNORECASE | re.VERBOSE,
)
_WORDS = r"(?:\w+\s+){0,4}?"
_ELSEWHERE = re.compile(
    rf"""(?:seite|datei|dokument|inhalt)\s+(?:existiert\s+(?:leider\s+)?nicht
        |(?:wurde|konnte|ist)?\s*(?:leider\s+)?nicht\s+(?:mehr\s+)?(?:gefunden|verfügbar|vorhanden))
      | (?:page|fichier|document|contenu)\s+{_WORDS}(?:introuvable|inexistante?|non\s+trouvée?
        |n'existe\s+(?:pas|plus)|n'est\s+(?:pas|plus)\s+disponible
        |n'a\s+pas\s+(?:été|pu\s+être)\s+trouvée?)
      | (?:p[áa]gina|archivo|contenido|documento)\s+{_WORDS}no\s+(?:se\s+)?(?:(?:pudo|ha|puede)\s+)?
        (?:sido\s+)?(?:encontrad[ao]|encontrar|encontró|encuentra|existe|(?:está\s+)?disponible)
      | no\s+se\s+(?:ha\s+encontrado|encuentra|encontró|pudo\s+encontrar)\s+(?:la|el)\s+
        (?:p[áa]gina|archivo|contenido)
      | p[áa]gina\s+{_WORDS}não\s+(?:foi\s+)?(?:encontrada|existe|está\s+disponível)
      | pagina\s+{_WORDS}(?:non\s+(?:è\s+stata\s+)?(?:trovata|esiste|disponibile)|inesistente)
      | pagina\s+{_WORDS}(?:niet\s+(?:gevonden|beschikbaar)|bestaat\s+niet)
      | nie\s+(?:znaleziono|odnaleziono)\s+{_WORDS}stron\w*
      | stron\w+\s+{_WORDS}nie\s+(?:została\s+)?(?:znalezion\w+|istnieje)
      | sidan\s+{_WORDS}(?:hittades\s+inte|kunde\s+inte\s+hittas|finns\s+inte|saknas)
      | siden\s+{_WORDS}(?:ikke\s+(?:fundet|funnet)|(?:findes|finnes)\s+ikke|kunne\s+ikke\s+findes)
      | sivua\s+ei\s+(?:löytynyt|löydy)
      | str[áa]nk\w+\s+{_WORDS}(?:nenalezena|nebyla\s+nalezena|neexistuje|nenájden[áa])
      | oldal\s+{_WORDS}nem\s+(?:található|létezik) | sayfa\s+bulunamad\w
      | страниц\w+\s+{_WORDS}(?:не\s+(?:найдена|существует)|отсутствует)
      | сторінк\w+\s+{_WORDS}не\s+(?:знайдено|існує)
      | (?:页面|頁面|网页|網頁|文件)\s*(?:不存在|未找到|找不到|已删除|已刪除)
      | (?:找不到|未找到|没有找到|沒有找到|無法找到|无法找到)\s*(?:该|該|此)?\s*
        (?:页面|頁面|网页|網頁)
      | ページ(?:は|が)?(?:見つかりません|存在しません)
      | 페이지를?\s*(?:찾을\s*수\s*없|존재하지)
      | không\s+tìm\s+thấy\s+trang | trang\s+{_WORDS}không\s+tồn\s+tại
      | الصفحة\s+{_WORDS}غير\s+موجودة | لم\s+يتم\s+العثور\s+على\s+الصفحة
      | pagina\s+{_WORDS}nu\s+(?:a\s+fost\s+găsită|există)
      | hindi\s+(?:mahanap|natagpuan)\s+ang\s+pahina | halaman\s+tidak\s+ditemukan
      | stranic\w\s+{_WORDS}nije\s+pronađena | страницата\s+{_WORDS}не\s+\u0435\s+намерена
      | puslapis\s+nerastas | lehte\s+ei\s+leitud | paj\s+la\s+pa\s+jwenn
      | trang\s+{_WORDS}không\s+tìm\s+thấy | ページは?見つかりませんでした | पृष्ठ\s+नहीं\s+मिला
      | ไม่พบหน้า | صفحه\s+{_WORDS}یافت\s+نشد
      | \A(?:no\s+encontrad[ao]|nicht\s+gefunden|non\s+trouvée?|non\s+trovat[ao]|niet\s+gevonden
        |não\s+encontrad[ao]|nie\s+znaleziono)\Z
      | σελίδα\s+{_WORDS}δεν\s+(?:βρέθηκε|υπάρχει) | הדף\s+{_WORDS}לא\s+נמצא""",
    re.IGNORECASE | re.VERBOSE,
)
# What every statement holds one of; most titles hold none, and need no closer look.
_SIGN = re.compile(
    r"404|410|n[oã'\u2019]|find|found|missing|unavailable|gone|removed|deleted|link|\bnie|\bnicht"
    r"|sidan|siden|sivua|oldal|sayfa|trang"
    r"|pagina|pahina|halaman|strani|puslapis|lehte|paj la|exist|moved"
    r"|str[áa]nk|introuvable|inexistant|[^\x00-\u02ff\u2000-\u206f]",
    re.IGNORECASE,
)
_BARS = re.compile(r"\s+[|·•»«:>\u2013\u2014-]+\s+|[|»«]|(?<=\w\?)\s+")
_COLON = re.compile(r":\s+")
_OF_A_PAGE = re.compile(rf"40[34]|410|\b{_NOUN}|[^\x00-\u02ff\u2000-\u206f]", re.IGNORECASE)
LONGEST = 120  # characters of a part that may be nothing but the statement


def says_gone(text: str) -> bool:
    """Return whether *text*, or one part of it between bars, says only that something is gone."""
    if not _SIGN.search(text):
        return False
    parts = {text, *parts_of(text)}
    return any(_is_statement(part) for part in parts if part and len(part) < LONGEST)


def parts_of(title: str) -> list[str]:
    """Return what a title says between bars; before a colon only what is said of a page.

    >>> parts_of("Agency | 404: no such file"), parts_of("No longer available: paper ballots")
    (['Agency', '404', 'no such file'], ['paper ballots'])
    """
    found = []
    for part in _BARS.split(title):
        *before, last = _COLON.split(part)
        found += [one for one in before if _OF_A_PAGE.search(one)] + [last]
    return found


def _is_statement(part: str) -> bool:
    number = _NUMBER.search(part)
    plain = part.replace("\u2019", "'")
    rest = " ".join(_NOISE.sub(" ", _NUMBER.sub(" ", plain) if number else plain).split())
    if not rest or rest.lower() in ("page", "file", "seite"):
        return number is not None
    if _GONE.fullmatch(rest):
        return True
    perhaps = _PERHAPS_GONE.fullmatch(rest)
    if perhaps:
        return bool(number or perhaps["noun"])
    foreign = _ELSEWHERE.search(rest)
    return foreign is not None and 2 * len(foreign.group()) >= len(rest)
