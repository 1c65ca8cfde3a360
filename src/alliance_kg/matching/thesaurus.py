"""Words that ask for the same thing, by concept, in English and Italian.

A concept is its key, then a line of English words and one of Italian ones, which may run
on. A group of words in quotes is taken as one. Inflections are folded (`wording.stem`), so
one form is enough unless the stems differ. A concept has one key for both languages, so
that a sentence may mix them.
"""

from functools import cache
from pathlib import Path

NOTHING = "-"
"""The concept of words and groups that say nothing."""


@cache
def concepts() -> str:
    """Return the list of concepts, as it is written down."""
    return Path(__file__).with_name("concepts.txt").read_text(encoding="utf-8")


STOP = {
    "en": """
        a an the of in on at by for from to with into onto and or but as than then is are
        was were be been being am do does did done has have had having will would can
        could should may might must it its this that these those there here what which how
        me my i you your we us our they them their he she his her him s t please tell show
        list give get let see want know like find each every all any some one ones other
        others another both so such just also too if over whether exactly currently now
        known go goes went up out off through same type sort kind given exist existed come
        comes itself himself herself themselves ourselves yourself myself very much many
        more most few well still yet already ever again rather quite really actually
        become becomes became becoming got gets getting take takes took put puts keep
        keeps stay stays under between during while within against upon because two three
        shall anything something someone anyone somebody anybody everything everyone
        maximum minimum max min total full complete entire overall exact main actual
        available respective individual various official detailed short brief particular
        specific certain possible print carry carries carried bear bears bring brings
        meant intended destined contain contains include includes included precisely whole
        four five six seven eight nine ten either neither except including versus via way
        manner switch switched switches turn turned gone wanted wants needed need needs
        able going gonna explain display return fetch enumerate details detail info
        information overview summary summarise summarize towards toward across along
        considered according
    """,
    "it": """
        il lo la l i gli le un uno una di a da in con su per tra fra del dello della dell
        dei degli delle al allo alla all ai agli alle dal dallo dalla dall dai dagli dalle
        nel nello nella nell nei negli nelle sul sullo sulla sull sui sugli sulle d c e ed
        o od ma come che cosa cos quale quali qual è sono era erano stato stata stati
        state essere sia ha hanno aveva avevano avere avuto ho abbia si ci vi ne mi ti me
        te lui lei loro io tu noi voi suo sua suoi sue questo questa questi queste quello
        quella quelli quelle ciò ogni ciascuno ciascuna tutti tutte tutto tutta altro
        altra altri altre alcuni alcune qualche dimmi mostra mostrami elenca elenco dammi
        dire vorrei voglio sapere anche poi più quel però se ad proprio po attualmente
        noto nota noti tipo metti qualunque qualsiasi esiste esistono esistevano viene
        vengono venire com quand quant nient siete siamo fosse fossero saranno sarà fu
        furono stare sta stanno stava stavano andare va vanno andato andata andati andate
        diventare diventa diventano diventato diventata diventati diventate divenuto
        divenuta divenuti divenute potere può possono dovere deve devono volere vuole
        vogliono posso puoi stesso stessa stessi stesse ancora già sempre molto molta
        molti molte meno propria propri proprie qualcosa qualcuno due tre entrambi
        entrambe mentre durante tramite verso presso quindi allora cioè ovvero abbiamo
        avete avrà avranno abbiano li quei quegli tali tale massimo massima massimi
        massime minimo minima totale totali completo completa completi complete intero
        intera esatto esatta principale principali disponibile disponibili rispettivi
        rispettive singoli singole ufficiale dettagliato breve particolare specifico certo
        possibile stampa fammi fai portano porta recano reca destinato destinata destinati
        destinate contiene contengono include includono compreso compresa precisamente
        esattamente quattro cinque sei sette otto nove dieci eccetto salvo incluso modo
        maniera invece passare passa passato passata passati passate voleva volevano
        vorrebbe vorrebbero doveva dovevano dovrebbe dovrebbero poteva potevano potrebbe
        potrebbero vuol spiega spiegami spiegare illustra illustrami indica indicami
        indicare trovami cerca cercami riassumi riassunto dettagli informazioni info
        panoramica contro lungo conosciuto conosciuta conosciuti conosciute secondo
        fornisci fornire
    """,
}

LINKS = """
the a an of in on at by for to s and il lo la l i gli le un uno una di da d del dello della
dell dei degli delle al allo alla all ai agli alle a nel nello nella nell su sul sullo sulla
sull sui sugli sulle tra fra con e ed
"""
"""Articles, prepositions and the like, which a name may be written with or without."""

FREQUENT = """
the and who whom whose what which when where why how many much does did has have was were are
with from that this list show tell give mostra elenca dimmi chi che come cosa dove quando quale
quali quanto quanta quanti quante perché della delle degli dello nella nelle sulla sono hanno
"""
"""Words that a misspelt one is likely to be, though they say little."""
