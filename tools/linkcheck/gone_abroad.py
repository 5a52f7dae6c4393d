"""Whether a title says in another language than English that a page is not there.

Languages order the words of such a statement freely, so each is told by two things: what is not
there, and a word of absence. Both together must be most of what the title says.
"""

import re
import unicodedata
from functools import cache

# Languages, or families of them, by the stems of "page" or "file" and by what is said of it.
_TONGUES: tuple[tuple[str, str], ...] = (
    (  # German
        r"seite|datei|dokument|inhalt",
        r"nicht(?:\s+\w+){0,2}\s+(?:gefunden|verfügbar|vorhanden|erreichbar)|nicht\s+gefunden"
        r"|nicht\s+(?:verfügbar|vorhanden|erreichbar)|existiert\s+(?:\w+\s+)?nicht"
        r"|gibt\s+es\s+(?:\w+\s+)?nicht",
    ),
    (  # French
        r"page|fichier|document|contenu",
        r"introuvable|inexistante?|non\s+trouvée?|n'existe\s+(?:pas|plus)|impossible\s+de\s+trouver"
        r"|n'est\s+(?:pas|plus)\s+disponible|n'a\s+(?:pas\s+)?(?:pas|pu|été|être|\s)+trouvée?"
        r"|ne\s+trouvons\s+pas",
    ),
    (  # Spanish, Catalan, Galician, Portuguese, Italian, Romanian
        r"p[áàa][gx]ina|archivo|fitxer|ficheiro|arquivo|conte(?:nido|údo|nuto)|documento",
        r"no\s+(?:(?:se|pudo|ha|puede|hemos|podemos|fue|sido|está|s'ha)\s+)*(?:encontrad[ao]"
        r"|encontrar|encontró|encuentra|encontramos|existe|trobad[ao]|trobat|atopad[ao]|disponible)"
        r"|non\s+(?:(?:è|stat[ao]|foi)\s+)*(?:trovat[ao]|esiste|disponibile|atopad[ao])"
        r"|inesistente|inexistente|impossibile\s+trovare|não\s+(?:(?:foi|está|pode|ser|mais)\s+)*"
        r"(?:encontrad[ao]|encontr[aá]mos|existe|disponível)|nu\s+(?:(?:a|fost|mai|poate|fi)\s+)*(?:găsită|există)",
    ),
    (  # Dutch, Afrikaans
        r"pagina|bladsy|bestand",
        r"niet\s+(?:(?:meer|kan|worden)\s+)*(?:gevonden|beschikbaar)|bestaat\s+(?:\w+\s+)?niet"
        r"|nie\s+gevind",
    ),
    # Polish
    (r"stron\w*|plik\w*", r"nie\s+(?:została\s+)?(?:znalezion\w+|odnalezion\w+|istnieje)"),
    (  # Swedish, Danish, Norwegian, Icelandic
        r"sid[ae]n?|síða\w*|filen",
        r"hittades\s+inte|inte\s+hittas|finns\s+inte|saknas|ikke\s+(?:fundet|funnet|findes)"
        r"|(?:findes|finnes|eksisterer)\s+ikke|fant\s+ikke|fann\s+ikkje|fannst\s+ekki",
    ),
    (  # Finnish, Estonian
        r"sivua?|lehte|lehekülge?",
        r"ei\s+(?:löytynyt|löydy|leitud|leia|ole\s+olemassa)",
    ),
    (  # Czech, Slovak, Croatian, Slovene, and their neighbours in Cyrillic
        r"str[áa]n\w*|страни\w+|сторінк\w+",
        r"nenalezena|nebyla\s+nalezena|neexistuje|nenájden[áa]|sa\s+nenašla|nije\s+pronađena"
        r"|ne\s+postoji|ni\s+(?:bila\s+)?najdena|ni\s+(?:bilo\s+)?mogoče\s+najti|не\s+(?:найдена|существует|найдено|знайдено|знайдена"
        r"|існує|\u0435\s+намерена|\u0435\s+пронајдена|постои|съществува)|није\s+пронађена"
        r"|не\s+постоји|отсутствует|удалена|видалена|нет\Z",
    ),
    (r"oldal\w*", r"nem\s+(?:található|létezik)"),  # Hungarian
    (r"lapa|puslapi\w+", r"nav\s+atrasta|nerast\w+"),  # Latvian, Lithuanian
    (  # Turkish, Azerbaijani, Uzbek, Kazakh, Mongolian
        r"sayfa\w*|səhifə\w*|sahifa\w*|саҳифа\w*|бет|хуудас",
        r"bulunama\w+|mevcut\s+değil|tap\u0131lmad\u0131|topilmadi|топилмади|табылмады|олдсонгүй",
    ),
    (r"faqja", r"nuk\s+(?:u\s+gjet|ekziston)"),  # Albanian
    (r"σελίδα", r"δεν\s+(?:βρέθηκε|υπάρχει)"),
    (r"էջ\w*|გვერდი", r"չի\s+գտնվել|ვერ\s+მოიძებნა|არ\s+არსებობს"),  # Armenian, Georgian
    (r"صفحة|الصفحة", r"غير\s+(?:موجودة|متوفرة|متاحة)|لم\s+يتم\s+العثور|لا\s+توجد"),  # Arabic
    (r"صفحه|صفحہ", r"(?:یافت|پیدا)\s+نشد|وجود\s+ندارد|نہیں\s+ملا|موجود\s+نہیں"),  # Persian, Urdu
    (r"(?:ה)?(?:דף|עמוד)", r"לא\s+(?:נמצא|קיים)"),  # Hebrew
    (  # Hindi, Marathi, Nepali, Bengali, Tamil
        r"पृष्ठ|पेज|পৃষ্ঠা|পেজ|பக்கம்",
        r"नहीं\s+मिला|मौजूद\s+नहीं|सापडले\s+नाही|आढळले\s+नाही|फेला\s+परेन|भेटिएन|उपलब्ध\s+नहीं|পাওয়া\s+যায়নি|কিடைக்கவில்லை|கிடைக்கவில்லை",
    ),
    (  # Punjabi, Gujarati, Telugu, Kannada, Malayalam
        r"ਪੰਨਾ|પૃષ્ઠ|પાનું|పేజీ|ಪುಟ|പേജ്",
        r"ਨਹੀਂ\s+ਮਿਲਿਆ|મળ્યું\s+નથી|కనుగొనబడలేదు|దొరకలేదు|ಕಂಡುಬಂದಿಲ್ಲ|കണ്ടെത്തി\w*",
    ),
    (r"nplooj(?:\s+ntawv)?", r"(?:nrhiav\s+)?tsis\s+(?:tau|pom)"),  # Hmong
    (r"หน้า\S*|ទំព័រ|ໜ້າ|ገጽ|ገጹ", r"ไม่พบ|រកមិនឃើញ|ບໍ່ພົບ|አልተገኘም"),  # Thai, Khmer, Lao, Amharic
    (  # Chinese
        r"(?:抱歉|对不起|對不起|很|您|你|访问|訪問|查找|請求|请求|要|所|的|该|該|此|\W)*"
        r"(?:页面|頁面|网页|網頁|文件|内容)",
        r"不存在|未找到|找不到|没有找到|沒有找到|無法找到|无法找到|已(?:被)?[删刪]除|走丢|失效",
    ),
    # Japanese, Korean, Vietnamese
    (r"ページ", r"見つかりません|存在しません|見つけられません|削除されました|ありません"),
    (r"페이지", r"찾을\s*수\s*없|존재하지|없습니다"),
    (r"trang", r"không\s+(?:tìm\s+thấy|tồn\s+tại)"),
    (  # Indonesian, Malay, Tagalog, Swahili, Somali, Haitian
        r"halaman|laman|pahina|page|ukurasa|bogga|paj",
        r"tidak\s+(?:dapat\s+)?(?:ditemukan|ditemui|dijumpai|tersedia)|hindi\s+(?:mahanap|nahanap|natagpuan"
        r"|nakita)|hau(?:ku|ja)?patikan[ai]|lama\s+hel\w+|pa\s+jwenn",
    ),
    (  # Welsh, Irish, Basque
        r"[td]udalen|leathanach|orria",
        r"heb\s+(?:\w+\s+)*(?:chanfod|hyd)|níor\s+aimsíodh|ez\s+da\s+(?:\w+\s+)?aurkitu",
    ),
)
# Said without a noun, these say nothing else.
_ALONE = re.compile(
    r"no\s+encontrad[ao]|nicht\s+gefunden|non\s+trouvée?|non\s+trovat[ao]|niet\s+gevonden"
    r"|não\s+encontrad[ao]|nie\s+znaleziono(?:\s+\w+)?|не\s+найдено",
    re.IGNORECASE,
)
_WHOLE = r"(?![a-z\u00df-\u024f])"  # only letters that write words with spaces around them
# The first words of what is said in Latin letters: titles with none of them need no closer look.
_SIGNS = frozenset(
    "nicht introuvable inexistante inexistant non n'existe n'est n'a ne no inesistente inexistente"
    " impossible impossibile não nu niet nie hittades inte finns saknas ikke ekki ei nenalezena"
    " nebyla neexistuje nenájdená nenajdena sa nije ni nem nav nerastas nerasta bulunamad\u0131"
    " bulunamadi mevcut tap\u0131lmad\u0131 topilmadi nuk không tidak hindi haupatikani"
    " haukupatikana haujapatikana lama pa heb níor ez fann tsis nrhiav".split()
)
_FOREIGN = re.compile(r"[\u0370-\u1dff\u2e80-\U0001ffff]")
_MARKS = re.compile(r"\b(?:40[34]|410)\b|[!?¡¿.,;:()\[\]\"'\u2013\u2014\u2026|/#-]+")


def says_gone_abroad(text: str) -> bool:
    """Return whether *text* says, in a language other than English, only that a page is gone.

    >>> says_gone_abroad("La página no existe"), says_gone_abroad("La página de los votantes")
    (True, False)
    """
    lowered = text.lower().replace("\u2019", "'")
    if _SIGNS.isdisjoint(lowered.strip(" !.?").replace("!", " ").split()) and not _FOREIGN.search(
        lowered
    ):
        return False
    plain = unicodedata.normalize("NFC", lowered)
    bare = " ".join(_MARKS.sub(" ", plain).split())
    if _ALONE.fullmatch(bare):
        return True
    return any(
        _covers(what.search(plain), said.search(plain), len(bare)) for what, said in _pairs()
    )


@cache
def _pairs() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """Return the patterns of all languages; most runs meet no page that needs them."""
    return tuple(
        (re.compile(rf"(?:{what}){_WHOLE}"), re.compile(rf"(?:{said}){_WHOLE}"))
        for what, said in _TONGUES
    )


def _covers(what: re.Match[str] | None, said: re.Match[str] | None, size: int) -> bool:
    """Return whether what is missing and that it is missing make up half of a statement."""
    if what is None or said is None:
        return False
    span = max(what.end(), said.end()) - min(what.start(), said.start())
    return 2 * span >= size
