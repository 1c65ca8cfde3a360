"""Words that ask for the same thing, by concept, in English and Italian.

A concept is its key, then a line of English words and one of Italian ones, which may run
on. A group of words in quotes is taken as one. Inflections are folded (`wording.stem`), so
one form is enough unless the stems differ. A concept has one key for both languages, so
that a sentence may mix them.
"""

NOTHING = "-"
"""The concept of words and groups that say nothing."""

CONCEPTS = """
-
  en today nowadays "these days" "right now" "at the moment" "i would like to"
  it oggi adesso ora "in questo momento" "al momento" "al giorno d oggi" "per favore" "per
     piacere"
plant
  en plant factory works site facility
  it stabilimento fabbrica sito officina
unit
  en unit shop workshop department asset
  it reparto impianto unità bene
line
  en line
  it linea
platform
  en platform architecture underpinnings
  it piattaforma architettura pianale
brand
  en brand marque
  it marca marchio brand
company
  en company firm business corporation carmaker automaker manufacturer
  it azienda società impresa casa costruttore ditta compagnia
car
  en car vehicle automobile model auto
  it auto vettura veicolo macchina modello
make
  en "roll off the line" "rolls off the line" "roll off" "rolls off" "come off" "come out
     of" "comes out of" make made build built produce production manufacture construct
     assemble output
  it produrre produce producono produceva producevano prodotto produzione costruire
     costruisce costruiscono costruito fabbricare fabbricano fabbricato fabbricata
     fabbricati fabbricate assemblare fa fanno fare faceva facevano fatta fatte nasce
     nascono realizzare sfornare escono esce
share
  en share common jointly alongside together
  it condividere condiviso comune insieme
stake
  en stake shareholding shareholder equity stock "shares in"
  it quota azione azionista azionario partecipazione
own
  en own owner belong ownership possess
  it possedere possiede possiedono appartenere proprietario
hold
  en hold held
  it detenere detiene detengono ricoprire ricopre ricoprono ricopriva ricoprivano
     ricoperto
run
  en run ran operate operator manage
  it gestire gestore gestisce gestiscono operare "fa funzionare"
lead
  en "in charge of" "in charge" lead led leader head boss executive manager chief officer director
  it guidare guida dirigere dirige dirigente capo comandare leader direttore vertice
ceo
  en ceo "chief executive officer" "chief executive" "managing director" "chief exec"
     "ceos" "chief executives" "chief executive officers"
  it ceo "amministratore delegato" "amministratori delegati" "amministratrice delegata" "l
     ad" "gli ad"
office
  en office role position job post title capacity career
  it incarico ruolo carica posizione mansione funzione carriera
former
  en former formerly "used to" "used to be" "use to" "use to be" before past previous
     previously predecessor earlier ex
  it ex passato precedente "prima di" "in precedenza" predecessore precedentemente
left
  en ended leave left until
  it finito lasciato lasciare terminato
succeed
  en succeed succession successor replace "take over" "took over" "taken over"
  it succeduto succeduta subentrare sostituire rimpiazzare successione successore "preso
     il posto" "prende il posto"
birth
  en born birth birthday age
  it nato nata nascita nacque età
year
  en year yearly annual annually "per year"
  it anno annuo annuale annualmente
attend
  en attend attendance attendee participate participant participation present "take part"
     "took part" "taken part"
  it partecipare partecipante presente presenti assistere "preso parte" "prende parte"
meeting
  en meeting
  it riunione incontro
visit
  en visit
  it visita visitare
first
  en first firsts record
  it primo prima primi prime primato record
overtime
  en "over time" "through time" "over the years" "through the years" history
  it "nel tempo" "nel corso del tempo" "nel corso degli anni" "negli anni" storia
name
  en name call called nickname
  it nome chiamare chiamato denominare denominazione
legal
  en legal registered "legal name"
  it legale "ragione sociale" "ragioni sociali"
seat
  en seat headquarters headquarter hq headquartered based
  it sede "sede centrale" "quartier generale"
basedon
  en "based on" "derived from" "derive from"
  it "basato su" "basata su" "basati su" "basate su" "si basa su" "si basano su" "derivato
     da" "deriva da"
where
  en where location located situated place venue region
  it dove dov luogo ubicato situato collocato trova trovano regione
found
  en found founded founding foundation establish create creation "set up"
  it fondare fondazione creare creazione costituire istituire
member
  en member form "make up" "made up" compose composition
  it membro formare comporre composto "fa parte" "fanno parte" composizione
commit
  en commit commitment pledge promise
  it impegno impegnare promettere promesso promessa
invest
  en invest investment investor
  it investire investimento investitore
money
  en money sum spend spent million euro
  it soldi denaro somma spendere speso milione euro
finance
  en finance financed pay paid fund
  it finanziare pagare
new
  en new newly
  it nuovo
cancel
  en cancel cancelled cancellation abandon drop dropped scrap withdraw withdrew withdrawn
     "call off" "called off" "give up" "gave up" "given up" "fell through" "fall through"
  it annullare annullamento cancellare abbandonare rinunciare ritirare revocare saltare
late
  en late delay delayed
  it ritardo tardi
plan
  en plan planned schedule intend
  it piano prevedere previsto programmare pianificare
future
  en future upcoming coming next ahead "to come" "coming years" "next years"
  it futuro prossimo "prossimi anni" "deve ancora" "devono ancora"
announce
  en announce announcement
  it annunciare annuncio
partner
  en partner partnership collaborate collaboration cooperate cooperation "work together"
     "works with" "work with"
  it partner partnership collaborare collaborazione cooperare cooperazione
alliance
  en alliance
  it alleanza
choose
  en choose chose chosen pick select selection chooser
  it scegliere sceglie scelto scelta selezionare
connect
  en connect connection link linked relate relation tie
  it collegare collegamento legare lega legame relazione
theme
  en theme topic subject
  it tema argomento trattare tratta verte vertere
component
  en component piece
  it componente pezzo
electric
  en electric ev evs
  it elettrico
allelectric
  en "all electric" "fully electric" "only electric" "electric only" "purely electric"
     "entirely electric" "100 electric"
  it "tutto elettrico" "tutta elettrica" "tutti elettrici" "interamente elettrico"
     "interamente elettrica" "interamente elettrici" "solo elettrico" "solo elettriche"
     "solo elettrici" "completamente elettrico" "100 elettrico" "100 elettrica" "all
     elettrico"
since
  en since "since when"
  it "da quando"
when
  en when date day
  it quando data giorno
who
  en who whom whose
  it chi cui
howmuch
  en "how many" "how much" number quantity
  it quanto quanta quanti quante numero
why
  en why purpose reason
  it perché scopo motivo "a che cosa serviva"
unveil
  en unveil unveiling reveal premiere debut presentation
  it presentare presentata presentato presentazione svelare debuttare debutto
launch
  en launch release "on sale" "go on sale"
  it lanciare lancio "in vendita"
sell
  en sell sold sale
  it vendere vende venduta vendita
range
  en range autonomy kilometre kilometer km mile mileage far distance
  it autonomia chilometro km percorrere strada distanza
charge
  en charge recharge
  it carica ricarica
capacity
  en capacity
  it capacità
language
  en language english italian
  it lingua inglese italiano
battery
  en battery batteries
  it batteria
power
  en power powerful horsepower hp motor engine torque
  it potenza potente cavalli cv motore coppia
powertrain
  en powertrain drivetrain propulsion
  it motorizzazione propulsione alimentazione
size
  en size long length large big dimension wide width high height
  it lungo lunga lunghezza grande dimensione largo larghezza alto altezza misura
cost
  en cost price
  it costare costo prezzo
body
  en body bodywork shape style bodystyle suv hatchback
  it carrozzeria forma berlina suv
segment
  en segment
  it segmento
develop
  en develop developer development engineer design designed
  it sviluppare sviluppo progettare
variant
  en variant version
  it variante versione
country
  en country nation
  it paese nazione
compare
  en compare comparison "side by side" versus
  it confrontare confronto paragonare
continue
  en continue continuation "carry on" "carries on" evolve
  it continuare continuazione proseguire evoluzione
happen
  en happen happened event occur "take place" "took place" "taken place" involve
  it evento succedere successo succede accadere accaduto avvenire avvenuto svolto svolgere
     tenuto tenuta
concern
  en concern involve regard
  it riguardare coinvolgere
milestone
  en milestone
  it traguardo tappa
start
  en start begin began begun
  it inizio iniziare avvio avviare cominciare
target
  en target goal objective aim
  it obiettivo
worker
  en employee worker staff workforce headcount personnel employ work
  it dipendente addetto lavoratore personale organico lavorare
person
  en person people
  it persona gente
describe
  en describe description quality characteristic
  it descrivere descritto descritta descritti descritte descrizione qualità caratteristica
situation
  en situation "state of affairs"
  it situazione
time
  en time span interval period
  it tempo intervallo periodo
timeline
  en timeline chronology chronological
  it cronologia cronologico
dispute
  en dispute controversy disagree disagreement contradict contradiction conflict
  it controversia contraddire contraddizione contraddetto contraddice contraddicono
     disaccordo conflitto controverso "non sono d accordo" "non concordano" "in
     disaccordo"
agree
  en agree agreement ally
  it concordare accordo concorde
outcome
  en outcome result settle settled ended end
  it esito finire risolvere risolto finito
source
  en source
  it fonte
publish
  en publish published publication
  it pubblicare pubblicazione uscito uscita uscite
article
  en article
  it articolo
passage
  en passage quote quotation
  it passaggio brano
mention
  en mention speak talk
  it citare parlare menzionare nominare
claim
  en claim assertion
  it affermazione affermare asserzione
say
  en say said says tell
  it dire dice dicono detto
stated
  en state stated
  it dichiarare dichiarato
implied
  en imply implied infer inferred
  it implicito dedurre dedotto
fact
  en fact
  it fatto fatti
evidence
  en evidence proof support
  it prova sostenere
confirm
  en confirm corroborate "bear out" "bears out" "borne out"
  it confermare
rest
  en rest rely
  it basare poggiare reggere regge reggono
only
  en only alone sole single solely
  it solo sola soli sole unico singolo
several
  en several multiple many "two or more" "more than one"
  it "due o più" "più di uno" "più di una" "più fonti"
reorganize
  en reorganize reorganise reorganisation reorganization restructure merger dissolution
     dissolve
  it riorganizzare riorganizzazione ristrutturare fusione scioglimento sciogliere
identifier
  en identifier id wikidata geonames isin ticker code
  it identificatore identificativo wikidata geonames id
external
  en external outside elsewhere
  it esterno fuori altrove
misspelt
  en misspelt misspelled wrong wrongly incorrect typo
  it errato sbagliato "scritto male" "scritti male" refuso
label
  en label
  it etichetta
entity
  en entity thing things
  it entità cose
often
  en often frequently frequency
  it spesso frequenza frequentemente
use
  en use used using "sit on" "sits on" "built on" "stand on" "ride on"
  it usare usa usano usato utilizzare utilizza montare monta adottare
stated_count
  en count counted
  it contare conta contati conteggio
customer
  en customer client
  it cliente
serve
  en serve cater cover
  it servire coprire copre coprono coperto coperta coperti coperte
contribute
  en contribute contribution add
  it apportare apporta contribuire aggiungere aggiunge
none
  en no without lack lacking missing never none not nothing nobody
  it non senza mancare manca privo nessuno mai nulla niente
figure
  en figure numbers number
  it cifra numeri dato dati
bound
  en bound limit
  it limite delimitare
read
  en read reading
  it leggere letto letti letta lettura
"""

STOP = {
    "en": """
        a an the of in on at by for from to with into onto and or but as than then is are
        was were be been being am do does did done has have had having will would can
        could should may might must it its this that these those there here what which how
        me my i you your we us our they them their he she his her him s t please tell show
        list give get let see want know like find each every all any some one ones other
        others another both so such just also too if over whether exactly currently now
        known go goes went up out off through same type sort kind given exist existed come
        comes came itself himself herself themselves ourselves yourself myself very much
        many more most few well still yet already ever again rather quite really actually
        become becomes became becoming got gets getting take takes took put puts keep
        keeps stay stays under between during while within against upon because two three
        shall anything something someone anyone somebody anybody everything everyone
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
        avete avrà avranno abbiano li quei quegli tali tale
    """,
}

LINKS = """
the a an of in on at by for to s and il lo la l i gli le un uno una di da d del dello della
dell dei degli delle al allo alla all ai agli alle a nel nello nella nell su sul sullo sulla
sull sui sugli sulle tra fra con e ed
"""
"""Articles, prepositions and the like, which a name may be written with or without."""
