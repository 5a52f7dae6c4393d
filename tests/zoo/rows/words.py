"""V: what a title says of a page that is gone, in whatever words, and what only sounds like it."""

from tests.zoo.core import TEXT
from tests.zoo.rows.further import titled

_GONE = """
Invalid page
Nothing to see here
Page unavailable
This page isn't here anymore
This page is no longer active
Sorry, nothing here
We couldn't find that
Can't find page
Page can't be found
Page could not be located
We can't locate the page
The page has been deleted
Page expired
This page has expired
Article Not Found
Post not found
Topic not found
Product not found
Requested page not found
Requested URL not found
The page you're trying to reach doesn't exist
The page you were looking for doesn't exist (404)
Uh oh! That page doesn't exist.
There's nothing here
Site not found · GitHub Pages
No such page
No such file or directory
HTTP Error 404.0 - Not Found
The resource cannot be found.
Looks like you're lost
Hmm, we can't seem to find that page
The link you followed may be broken
Sorry, this page has been removed
The page is missing
Page removed
Page deleted
Content has been removed
Content unavailable
The item you requested is not available
Missing page
Unknown page
Invalid URL
Invalid link
page_not_found
PageNotFound
Error404
404 error page
Not found (#404)
404 page
The file you requested could not be found
Sorry, but that page is not available
That URL is no longer valid
Page Not Available
Page is gone
404. That's an error.
We looked everywhere but couldn't find that page
This page could not be found.
Error (404)
404 Page
Oops! Page not found :(
[404] Not found
404 NOT FOUND!
The page you have requested does not exist or has moved
Page does not exist
We lost that page
This page no longer exists
This page doesn't seem to exist
It looks like nothing was found at this location
Oops! That page can't be found.
Sorry, no posts matched your criteria
Publication not found
No page found
Record not found
Dead link
URL not found
The address you entered does not exist
The webpage cannot be found
Your page was not found
This document is no longer available
The document you requested has been withdrawn
Page you requested was not found
Your file was not found
Web Page Unavailable
"""
_GONE_ABROAD = """
Sahifa topilmadi
Halaman tidak dijumpai
Halaman tidak ditemukan
Ukurasa haupatikani
Bogga lama helin
Hindi nakita ang pahina
Tudalen heb ei chanfod
Níor aimsíodh an leathanach
Pàgina no trobada
No s'ha trobat la pàgina
Orria ez da aurkitu
Páxina non atopada
Síða fannst ekki
Siden ble ikke funnet
Fant ikke siden
Siden findes ikke
Sidan hittades inte
Lehekülge ei leitud
Lapa nav atrasta
Puslapis nerastas
Страница није пронађена
Stran ni bila najdena
Stránka sa nenašla
A keresett oldal nem található
Страницата не е намерена
Faqja nuk u gjet
Էջը չի գտնվել
გვერდი ვერ მოიძებნა
Səhifə tapılmadı
Бет табылмады
Aradığınız sayfa bulunamadı
صفحه مورد نظر یافت نشد
صفحہ نہیں ملا
הדף לא נמצא
הדף שחיפשת לא נמצא
पेज नहीं मिला
পৃষ্ঠা পাওয়া যায়নি
பக்கம் கிடைக்கவில்லை
ไม่พบหน้าที่คุณต้องการ
រកមិនឃើញទំព័រ
Хуудас олдсонгүй
ገጹ አልተገኘም
Bladsy nie gevind nie
抱歉，您访问的页面不存在
404 找不到此頁面
お探しのページは見つかりません
指定されたページは存在しません
요청하신 페이지를 찾을 수 없습니다
Trang bạn tìm không tồn tại
Η σελίδα δεν βρέθηκε
No encontramos la página que buscas
Lo sentimos, no hemos encontrado la página
Página no disponible
Esta página ya no existe
Page inexistante
La page que vous recherchez n'existe plus
Impossible de trouver la page
Cette page n'est plus disponible
Seite nicht verfügbar
Die Seite konnte nicht gefunden werden
Diese Seite gibt es nicht mehr
Diese Seite ist nicht mehr verfügbar
La pagina che cerchi non esiste
Impossibile trovare la pagina
A página que procura não existe
Deze pagina bestaat niet meer
De pagina kan niet worden gevonden
Strona nie istnieje
Запрашиваемая страница не найдена
Такой страницы нет
Такой страницы не существует
الصفحة المطلوبة غير موجودة
عذرا، الصفحة غير موجودة
Страница удалена
Página no encontrada - Condado
El documento no existe
Ficheiro não encontrado
Sivua ei löydy
Stranica ne postoji
Strona nie została odnaleziona
この ページは存在しません
您要查找的页面不存在
"""
_THERE = """
Missing
FBI
Missing Persons
The Missing Link
Missing link
Gone Fishing: a guide
Section 404 of the Clean Water Act
What to do if your ballot is not found
Voters not found at their address
Removed from the rolls?
Area code 410
Nothing about us without us
Area codes 404 and 410
Lost and Found
Dead links
Link rot
Broken link checker
Unknown address
Invalid ballots
No such thing as a secret ballot
Can't find what you're looking for?
Didn't find what you were looking for?
Looking for something else?
This page is no longer updated
This page is no longer being maintained
This content is not available in your language
Is this page useful?
No longer available: paper ballots
Broken links: how to repair them
How to fix a 404 page
404 Main Street
404 votes
410 Gone with the wind lane
Removed content: transparency report
Deleted files: how to recover them
Files and documents
Find your polling place
What's new
No excuse absentee voting
Not on the list?
Not registered? Register here
Nothing to hide
You are not alone
Records retention
Document 404
Resolution 404
HB 404
SB410
Room 404
Route 410
Ordinance 404: Noise
The page you are on
Site not secure
URL shorteners
Unavailable dates
Closed or moved polling places
We have moved
This office has moved
This site has moved
Missing mail ballot
Seite 404
Wenn die Wahl nicht stattfindet
Page d'accueil
La page des électeurs non inscrits
Página de votantes
No fue encontrado culpable
Documentos no disponibles en español: lista
Inhalt
Was tun, wenn der Wahlschein nicht gefunden wird
Pagina oficială
Pages jaunes
Strona główna
Nie pamiętam hasła
You may need
No
Not
Nothing
404 error rates in web servers
The 404 Media podcast
404 Media
410 area code
If a page is missing
No results
Expired
Invalid
Lost
Dead
Withdrawn
Deleted
Gone
The Lost World
Withdrawn publications
Expired domains
Permanently moved
Ballot removed
Content not found in transparency reports
Record retention is not required
Voters with no address
No address? You can still vote
Address not listed
Files you need
Documents not accepted
Web site accessibility
Page not printing? Try this
Lapas
Ei kommentteja
Sivuja
Trang chủ
Laman utama
Halaman depan
首页
文件下载
内容
页面
Страница 404
Страны мира, которых нет
Нет
ページトップ
페이지
Hindi
Ni hao
No page limit
Event cancelled
Item 404
Post Office
Post 404
Topic: missing data
Topic missing data
Not available in stores
When your link does not work
Your link to the state
Get the page
See also: not here
Not in use
Not yet available
This item is not yet available
"""


def _listed(text: str) -> list[str]:
    return text.strip().splitlines()


titled("V01", "gone-in-any-words", "soft-404", *_listed(_GONE))
titled("V02", "gone-in-many-languages", "soft-404", *_listed(_GONE_ABROAD))
titled("V03", "guard-words-of-loss", "ok", *_listed(_THERE), body=f"<p>{TEXT}</p>")
