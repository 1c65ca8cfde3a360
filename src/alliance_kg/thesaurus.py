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
  en today nowadays "these days" "right now" "at the moment" "i would like to" "as far as
     we know" "if any" "in total" "as a whole" "for me" "name of the" "the name of"
  it oggi adesso ora "in questo momento" "al momento" "al giorno d oggi" "per favore" "per
     piacere" "per quanto si sa" "in totale" "nel complesso" "per me" "per cortesia"
     "grazie" "nome del" "nome dell" "nome della" "il nome di"
plant
  en plant factory works site facility plants mill "production site" "car plant" "assembly
     plant" gigafactory
  it stabilimento fabbrica sito officina impianti "sito produttivo" "siti produttivi"
     gigafactory
unit
  en unit shop workshop asset hall building buildings installation equipment
  it reparto impianto unità bene capannone edificio edifici installazione attrezzatura
line
  en line
  it linea
platform
  en platform architecture underpinnings underpin underpins underpinned chassis base
  it piattaforma architettura pianale telaio ossatura
brand
  en brand marque nameplate badge
  it marca marchio brand insegna
company
  en company firm business corporation carmaker automaker manufacturer companies
     manufacturers maker makers group groups enterprise "car company" "car companies" "car
     maker" "car makers" "car manufacturer" industry supplier
  it azienda società impresa casa costruttore ditta compagnia gruppo gruppi imprese "casa
     automobilistica" "case automobilistiche" "casa costruttrice" "case costruttrici"
     produttore produttori fornitore
car
  en car vehicle automobile model auto cars vehicles models lineup "line up" automobiles
     "model range" "range of models" "motor car"
  it auto vettura veicolo macchina modello automobile automobili vetture veicoli macchine
     modelli gamma "gamma di modelli" "gamma dei modelli"
make
  en "roll off the line" "rolls off the line" "roll off" "rolls off" "come off" "come out
     of" "comes out of" make made build built produce production manufacture construct
     assemble output manufactures makes producing making assembled assembly "turn out"
     "turns out" "came out of" "come from" "rolled off"
  it produrre produce producono produceva producevano prodotto produzione costruire
     costruisce costruiscono costruito fabbricare fabbricano fabbricato fabbricata
     fabbricati fabbricate assemblare fa fanno fare faceva facevano fatta fatte nasce
     nascono realizzare sfornare escono esce realizza realizzano realizzato realizzata
     realizzati realizzate assemblato assemblata assemblati assemblate assembla montano
     sforna sfornano "esce da" "escono da" fabbricazione lavorazione produttivo produttiva
share
  en share common jointly alongside together shares sharing shared "in common"
  it condividere condiviso comune insieme condivide condividono condivisa condivisi
     condivise "in comune" comuni congiuntamente accanto
stake
  en stake stakes shareholding shareholdings shareholder shareholders equity stock "shares
     in" percentage percent "per cent" interest holding holdings capital slice
  it quota quote azione azioni azionista azionario azionariato partecipazione
     partecipazioni percentuale "per cento" capitale "pacchetto azionario" fetta fette
own
  en own owner belong ownership possess owns owned owners belongs belonging possesses
     "part of" controlled
  it possedere possiede possiedono appartenere proprietario possedute posseduta posseduti
     posseduto appartiene appartengono proprietari proprietaria titolare detentore "fa
     capo" "fanno capo" controlla controllano controllata controllate controllato
hold
  en hold held holds
  it detenere detiene detengono ricoprire ricopre ricoprono ricopriva ricoprivano
     ricoperto detenuta detenute detenuto detenuti
run
  en run ran operate operator manage runs running operated operates operating operators
     operation managed manages control "in control of"
  it gestire gestore gestisce gestiscono operare "fa funzionare" gestito gestita gestiti
     gestite gestori conduce condurre esercizio
lead
  en "in charge of" "in charge" lead led leader head boss executive manager chief officer
     director leads leading leaders leadership heads headed bosses directors chairs
     chaired "at the helm" "at the top" governs govern president chairman chair
  it guidare guida dirigere dirige dirigente capo comandare leader direttore vertice
     guidato guidata guidano guidava guidavano dirigenti capi vertici comanda comandano
     comandava leadership presiede presiedere "al timone" "a capo" "al vertice"
     responsabile responsabili timone presidente
ceo
  en ceo "chief executive officer" "chief executive" "managing director" "chief exec"
     "ceos" "chief executives" "chief executive officers" "top manager" "number one"
  it ceo "amministratore delegato" "amministratori delegati" "amministratrice delegata" "l
     ad" "gli ad" "numero uno" "ceo" "amministratore" "ad di"
office
  en "in what capacity" office role position job post title career offices
     roles positions posts jobs titles functions appointments appointment employment
  it incarico ruolo carica posizione mansione funzione carriera incarichi ruoli cariche
     posizioni mansioni funzioni posti
former
  en former formerly "used to" "used to be" "use to" "use to be" before past previous
     previously predecessor earlier ex formers predecessors prior once old
  it ex passato precedente "prima di" "in precedenza" predecessore precedentemente
     precedenti passati predecessori vecchio vecchia vecchi vecchie anteriore
     anteriormente
left
  en leave left until
  it lasciato lasciare terminato
succeed
  en succeed succession successor replace "take over" "took over" "taken over" succeeded
     succeeds successors replaced replaces replacement follows followed
  it succeduto succeduta subentrare sostituire rimpiazzare successione successore "preso
     il posto" "prende il posto" sostituito sostituita sostituisce rimpiazzato subentrato
     subentra successori
birth
  en born birth birthday age birthdate birthyear
  it nato nata nascita nacque età nati nate natale
year
  en year yearly annual annually "per year" years
  it anno annuo annuale annualmente anni annuali
attend
  en attend attendance attendee participate participant participation present "take part"
     "took part" "taken part" attended attends attendees participants participated
     delegates guests "was there" "were there" came "turned up" "showed up"
  it partecipare partecipante presente presenti assistere "preso parte" "prende parte"
     partecipato partecipa partecipanti intervenuti intervenuto venuto venuti "era
     presente" "erano presenti" presenziare
meeting
  en meeting meetings session sessions gathering
  it riunione incontro riunioni incontri seduta sedute
visit
  en visit visited visits visitor
  it visita visitare visitato visitò visite recarsi
first
  en first firsts record earliest
  it primo prima primi prime primato record primissimo
overtime
  en "over time" "through time" "over the years" "through the years" history "year after
     year" "across the years" "so far" evolution
  it "nel tempo" "nel corso del tempo" "nel corso degli anni" "negli anni" storia "col
     tempo" "con il tempo" storico
name
  en name call called nickname names named naming denominations calls
  it nome chiamare chiamato denominare denominazione nomi chiama chiamano chiamava
     chiamavano chiamati denominazioni
legal
  en legal legally registered corporate "legal name"
  it legale legali "ragione sociale" "ragioni sociali" giuridico giuridica giuridici
seat
  en seat headquarters headquarter hq headquartered based "head office" "head offices"
     "main office" seats
  it sede "sede centrale" "quartier generale" sedi "sede legale" "sede principale"
     quartier
basedon
  en "based on" "derived from" "derive from"
  it "basato su" "basata su" "basati su" "basate su" "si basa su" "si basano su" "derivato
     da" "deriva da"
where
  en department province area where location located situated place venue region locations
     places city town address geographically sits lies
  it dove dov luogo ubicato situato collocato trova trovano regione ubicazione ubicati
     località città indirizzo situata collocata sorge sorgono geograficamente localizzato
     localizzazione
found
  en found founded founding foundation establish create creation "set up" founder
     established establishment created inception
  it fondare fondazione creare creazione costituire istituire fondato fondata fondati
     fondate creato creata create istituito istituita costituzione sorto sorta fondatore
member
  en member members form forms formed "make up" "made up of" "made up" compose composed
     composition comprise comprises consist consists constituent
  it membro membri formare formano formata comporre compone compongono composto composta
     composizione "fa parte" "fanno parte" "fa parte di" "fanno parte di" appartenenti
commit
  en commit commitment pledge promise commitments pledges pledged promised promises
     committed obligation undertakings
  it impegno impegnare promettere promesso promessa impegni impegnata impegnato impegnati
     promessi promesse obbligo obblighi
invest
  en invest investment investor invested invests investments investors
  it investire investimento investitore investito investita investiti investimenti
     investitori
money
  en money sum spend spent million euro sums amounts amount cash funds budget millions
     euros
  it soldi denaro somma spendere speso milione euro somme importo importi fondi milioni
finance
  en finance financed pay paid fund finances funded paying bankroll
  it finanziare pagare finanziato finanziata finanziati finanziate pagato pagata
     finanziamento finanziamenti
new
  en new newly brand-new recent
  it nuovo nuovi nuova nuove recente
cancel
  en cancel cancelled cancellation abandon drop dropped scrap withdraw withdrew withdrawn
     "call off" "called off" "give up" "gave up" "given up" "fell through" "fall through"
     canceled cancels abandoned drops shelved axed aborted renounced rescinded reneged
     terminated "pulled out" "pull out" "backed out"
  it annullare annullamento cancellare abbandonare rinunciare ritirare revocare saltare
     annullata annullati annullate cancellata cancellati cancellate abbandonato
     abbandonata abbandonati abbandonate saltato saltata saltati rinunciato ritirato
     ritirata revocato sospeso archiviato
late
  en late delay delayed delays behind overdue
  it ritardo tardi ritardi
plan
  en plan planned schedule intend plans planning scheduled intends expected forecast
     programme program agenda calendar "in the pipeline"
  it piano prevedere previsto programmare pianificare piani prevista previste previsti
     programmato programmata programmati pianificato pianificata atteso attesa attesi
     programma programmi calendario
future
  en future upcoming coming next ahead "to come" "coming years" "next years" soon later
     "from now on"
  it futuro prossimo "prossimi anni" "deve ancora" "devono ancora" futuri future futura
     prossima prossime "in arrivo"
announce
  en announce announcement announced announces announcing "made knownpress release"
  it annunciare annuncio annunciato annunciata annunciati annunciate comunicato comunicare
     comunicati "reso noto" "resa nota"
partner
  en partner partnership collaborate collaboration cooperate cooperation "work together"
     "works with" "work with" partners partnerships collaborates cooperates allied teaming
     "teamed up" "joint venture" "joint ventures" "work jointly"
  it partner partnership collaborare collaborazione cooperare cooperazione collaborazioni
     collabora collaborano coopera cooperano "joint venture" socio soci
alliance
  en alliance
  it alleanza
choose
  en choose chose chosen pick select selection chooser chooses choosing picked picks
     selected selects preferred
  it scegliere sceglie scelto scelta selezionare scelti scelte scelgono selezionato
     preferito preferire
connect
  en connect connection link linked relate relation tie connected connects connections
     links linking relationship relationships related ties tied bond bonds common-ground
  it collegare collegamento legare lega legame relazione collegato collegata collegati
     collegamenti collega collegano relazioni legato legata rapporto rapporti nesso
     vincolo vincoli "hanno in comune" "ha in comune"
theme
  en theme topic subject themes topics subjects matters issue issues
  it tema argomento trattare tratta verte vertere temi argomenti materia materie tematica
     tematiche questione
component
  en component piece components pieces spare part parts
  it componente pezzo componenti pezzi componentistica ricambi parte parti
electric
  en electric ev evs battery-powered electrified
  it elettrico elettrica elettrici elettriche
allelectric
  en "all electric" "fully electric" "only electric" "electric only" "purely electric"
     "entirely electric" "100 electric" "exclusively electric" "electric vehicles only"
     "only evs"
  it "tutto elettrico" "tutta elettrica" "tutti elettrici" "interamente elettrico"
     "interamente elettrica" "interamente elettrici" "solo elettrico" "solo elettriche"
     "solo elettrici" "completamente elettrico" "100 elettrico" "100 elettrica" "all
     elettrico" "esclusivamente elettrico" "esclusivamente elettrica" "solo elettrica"
     "tutte elettriche" "totalmente elettrico" "totalmente elettrica" "completamente
     elettrici" "interamente elettriche"
since
  en since "since when"
  it "da quando"
when
  en when date day dates days "at what time" "how long ago"
  it quando data giorno date giorni "in che data" "in quale data" "quanto tempo fa"
who
  en who whom whose
  it chi cui
howmuch
  en "how many" "how much" number quantity
  it quanto quanta quanti quante numero quantità
why
  en why purpose reason purposes reasons "what for"
  it perché scopo motivo "a che cosa servivaa che serviva" "a che scopo" perche
unveil
  en unveil unveiling reveal premiere debut presentation unveiled reveals revealed
     premiered debuted shown showing showed exhibited presented introduced introduction
  it presentare presentata presentato presentazione svelare debuttare debutto presentati
     presentate svelata svelato svelate svelati debuttato mostrata mostrato mostrare
     esordio esposta anteprima
launch
  en launch release "on sale" "go on sale" launched launches released "hit the market"
     "market launch" "came on the market" "come to market" "put on sale"
  it lanciare lancio "in vendita" lanciata lanciato lanciati lanciate "messa in vendita"
     "arrivata sul mercato" "sul mercato" "uscita sul mercato" commercializzare
     commercializzazione
sell
  en sell sold sale sells selling sales offer offers offered
  it vendere vende venduta vendita vendono venduto venduti vendute offre offrono offrire
     propone proporre
range
  en range autonomy kilometre kilometer km mile mileage far distance ranges miles
     kilometres wltp
  it autonomia chilometro km percorrere strada distanza autonomie chilometri
     chilometraggio percorre wltp
charge
  en charge recharge charged recharging recharged charging
  it "con una carica" "una carica" "una sola carica" ricarica ricaricare ricariche
capacity
  en capacity capacities volume
  it capacità capienza
language
  en language english italian
  it lingua inglese italiano
battery
  en battery batteries accumulators pack kwh
  it batteria batterie accumulatore pacco kwh
power
  en power powerful horsepower hp motor engine torque strong motors engines kw performance
     hps deliver delivers
  it potenza potente cavalli cv motore coppia potenti motori kw kilowatt prestazioni eroga
     erogano erogare sviluppa
powertrain
  en powertrain drivetrain propulsion powertrains hybrid petrol diesel fuel combustion
     "drive train"
  it motorizzazione propulsione alimentazione motorizzazioni ibrido ibrida termico
     carburante benzina diesel propulsore
size
  en size long length large big dimension wide width high height sizes lengths dimensions
     larger tall weigh weight
  it lungo lunga lunghezza grande dimensione largo larghezza alto altezza dimensioni
     lunghi grandi larga alta pesa peso ingombri ingombro
cost
  en cost price costs costed prices priced pricing expensive "list price" "go for"
  it costare costo prezzo costa costato costata prezzi listino caro "viene a costare"
     economico
body
  en body bodywork shape style bodystyle suv hatchback bodies hatchbacks suvs saloon sedan
     coupe crossover silhouette
  it carrozzeria forma berlina suv carrozzerie berline crossover coupé sagoma
segment
  en segment segments categories category
  it segmento segmenti categoria categorie fascia
develop
  en develop developer development engineer design designed develops developing engineered
     engineering designers creator
  it sviluppare sviluppo progettare sviluppato sviluppata sviluppati progettato progettata
     ideato ideata ingegnerizzato
variant
  en variant version variants versions derivative derivatives trim trims
  it variante versione varianti versioni allestimento allestimenti
country
  en country nation countries nations
  it paese nazione paesi nazioni
compare
  en compare comparison "side by side" versus compares compared comparisons comparing
     contrast
  it confrontare confronto paragonare confronti confronta confrontano paragona raffronto
     raffrontare comparare comparazione "a confronto"
continue
  en continue continuation "carry on" "carries on" evolve continues continued "came
     before" precede preceded heir evolves evolved
  it continuare continuazione proseguire evoluzione continua continuata prosegue precede
     preceduto "c era prima" eredita
happen
  en happen happened event occur "take place" "took place" "taken place" happens happening
     occurs occurrence events episodes taking
  it evento succedere successo succede accadere accaduto avvenire avvenuto svolto svolgere
     tenuto tenuta eventi accade avviene avvengono avvenuti avvenuta successa episodi
     episodio svolge svolta svolti svolte tenuti tenute
concern
  en concern involve regard concerns involves involving regards affect affects "related
     to"
  it riguardare coinvolgere riguarda riguardano riguardanti coinvolge coinvolgono
     interessa interessano relativi
milestone
  en milestone milestones achievements stages
  it traguardo tappa traguardi tappe pietra
start
  en start begin began begun starts started beginning begins onset kickoff
  it inizio iniziare avvio avviare cominciare iniziata iniziato iniziate inizia avviata
     avviato comincia cominciata
target
  en target goal objective aim targets goals objectives aims
  it obiettivo obiettivi meta mete
worker
  en employee worker staff workforce headcount personnel employ work workers employees
     employed employs workforces working hands "number of people" "number of workers"
  it dipendente addetto lavoratore personale organico lavorare lavoratori dipendenti
     addetti lavora lavorano lavoravano occupati occupato impiegati impiega impiegato
     manodopera "forza lavoro"
person
  en person people persons individuals
  it persona gente persone individui
describe
  en describe description quality characteristic described describes descriptions
     adjectives qualities traits
  it descrivere descritto descritta descritti descritte descrizione qualità caratteristica
     descrizioni descrive aggettivi tratti caratteristiche definito definita
situation
  en situation "state of affairs" situations circumstances standing "state of things" "how
     things stood" "how did things stand"
  it situazione situazioni circostanze "stato delle cose" "come stavano le cose"
time
  en time span interval period
  it tempo intervallo periodo
timeline
  en timeline chronology chronological chronicle
  it cronologia cronologico cronistoria
dispute
  en dispute controversy disagree disagreement contradict contradiction conflict disputes
     disputed controversies disagreements contested conflicts conflicting contradicts
     contradicted contradictions contradicting differ differs differing clash inconsistent
  it controversia contraddire contraddizione contraddetto contraddice contraddicono
     disaccordo conflitto controverso "non sono d accordo" "non concordano" "in
     disaccordo" controversie contraddetti contraddette contraddetta contestato contestata
     contestati disaccordi discordanze discordano contrasto contrasti discordanti "si
     contraddicono"
agree
  en agree agreement ally agrees agreeing concur consistent
  it concordare accordo concorde concorda concordano concordi coincidono
outcome
  en outcome result settle settled ended end outcomes results resolved resolution
     concluded
  it esito finire risolvere risolto finito esiti risolte risolta risolti concluse concluso
     conclusa
source
  en source sources outlet outlets newspaper newspapers reference references website
     websites
  it fonte fonti giornale giornali testata testate riferimento riferimenti
publish
  en publish published publication publishes publishing "came out"
  it pubblicare pubblicazione uscito uscita uscite pubblicata pubblicate pubblicati
     pubblicazioni
article
  en article articles
  it articolo articoli
passage
  en passage quote quotation passages excerpt excerpts snippet snippets
  it passaggio brano passaggi brani estratto estratti citazione citazioni stralci
mention
  en mention speak talk mentions mentioned speaks talks refer refers referred cite cites
     cited appear appears appearing
  it citare parlare menzionare nominare citata citati citate parla parlano menziona
     menzionato menzionata nomina nominato compare compaiono appare appaiono nominata
     nominati
claim
  en claim assertion claims claimed assertions asserts
  it affermazione affermare asserzione affermazioni afferma affermano asserzioni asserire
say
  en say said says saying told
  it dice dicono detto dichiarano
stated
  en state stated explicit explicitly
  it dichiarare dichiarato dichiarata dichiarate dichiarati esplicito esplicita
     esplicitamente
implied
  en imply implied infer inferred implicit implicitly
  it implicito dedurre dedotto implicita implicite impliciti implicitamente dedotta
     dedotti
fact
  en fact facts
  it fatto fatti
evidence
  en evidence proof support supports supported supporting proofs backing documented
     documentation
  it prova sostenere prove sostiene sostengono supporto documentato documentati
confirm
  en confirm corroborate "bear out" "bears out" "borne out" confirmed confirms
     corroborated corroborates "backed by" verify verified
  it confermare confermato confermata confermati confermate conferma confermano "sostenuti
     da" verificato verificati avvalorati
rest
  en rest rely rests relies
  it basare poggiare reggere regge reggono poggia poggiano basa basano basati fondano
only
  en only alone sole single solely exclusively
  it solo sola soli sole unico singolo unica unici solamente soltanto esclusivamente
several
  en several multiple "two or more" "more than one" "more than one source" "multiple
     sources" "two sources" numerous
  it "due o più" "più di uno" "più di una" "più fonti" "più di una fonte" "due fonti"
     "almeno due" vari varie numerosi molteplici
reorganize
  en reorganize reorganise reorganisation reorganization restructure merger dissolution
     dissolve reorganized reorganised reorganizations reorganisations restructured
     restructuring mergers dissolved merged spin-off reshuffle
  it riorganizzare riorganizzazione ristrutturare fusione scioglimento sciogliere
     riorganizzata riorganizzato riorganizzazioni ristrutturazione ristrutturazioni
     fusioni sciolta sciolto riassetto
identifier
  en identifier id wikidata geonames isin ticker code identifiers ids codes
  it identificatore identificativo wikidata geonames id identificatori identificativi
     codici codice ticker isin
external
  en external outside elsewhere externally beyond database databases register registers
     catalogue
  it esterno fuori altrove esterna esterni esterne esternamente "banche dati" "banca dati"
     registri registro
misspelt
  en misspelt misspelled wrong wrongly incorrect typo misspelling misspellings mistakes
     mistake mistyped erroneous spelled
  it errato sbagliato "scritto male" "scritti male" refuso errata errati errate refusi
     sbagliata sbagliati scorretto scorretti
label
  en label labels
  it etichetta etichette
entity
  en entity thing things entities objects object items item
  it entità cose oggetto oggetti elemento elementi
often
  en often frequently frequency
  it spesso frequenza frequentemente frequente
use
  en use used using "sit on" "sits on" "built on" "stand on" "ride on" uses adopt adopts
     adopted adopting
  it usare usa usano usato utilizzare utilizza montare monta adottare usata usati usate
     utilizzata utilizzati utilizzano adotta adottano adottato sfrutta sfruttare
stated_count
  en count counted
  it contare conta contati conteggio
customer
  en customer client customers clients buyers
  it cliente clienti committente committenti acquirenti
serve
  en serve cater cover serves served supplies supply
  it servire coprire copre coprono coperto coperta coperti coperte serve servono serviti
     rifornisce
contribute
  en contribute contribution add contributes contributed adds added additional
  it apportare apporta contribuire aggiungere aggiunge contribuisce apportano aggiungono
     aggiunto apporto contributo
none
  en no without lack lacking missing never none not nothing nobody unspecified unknown
     undated unnamed non
  it non senza mancare manca privo nessuno mai nulla niente sconosciuto sconosciuta ignoto
     ignota senz nessun nessuna mancano mancante mancanti priva privi prive assente
     assenti
figure
  en figure numbers figures values statistics data measure measured measures measurement
  it cifra numeri dato dati cifre valori valore statistiche grandezza grandezze misura
     misure misurare misurato
bound
  en bound limit bounds limits boundaries
  it limite delimitare limiti estremi confini
read
  en read reading reads readings interpret interpreted interpretation
  it leggere letto letti letta lettura interpretato interpretati interpretazione
     interpretare
order
  en orders ordering bookings
  it ordini ordinare ordinativi
generation
  en generations
  it generazioni generazione
text
  en texts
  it testi testuale
property
  en properties predicates attributes
  it predicati attributo attributi
unused
  en unused "not used" "never used"
  it inutilizzato inutilizzati inutilizzata inutilizzate "non usato" "non usati" "non
     usate" "non usata" "mai usati" "mai usate"
derive
  en derived derivation derives inference deduce deduced
  it derivati derivata derivazione inferenza
rule
  en rule rules
  it regola regole
convert
  en convert conversion converted transform transformation refit
  it convertire conversione convertito trasformare trasformazione riconversione
     riconvertire
word
  en word words wording expression
  it parola parole espressione espressioni
paragraph
  en paragraph paragraphs
  it paragrafo paragrafi
status
  en status statuses
  it status
list
  en order sequence
  it ordine sequenza
besides
  en besides else "other than" "apart from" "as well as"
  it oltre "a parte" "al di là"
firsttime
  en "first time" "first visit" "first attendance" "for the first time"
  it "prima volta" "prima visita" "prima partecipazione"
duration
  en "how long does it take" "how long did it take" "how long will it take" duration
  it "quanto tempo" "quanto ci mette" "quanto ci vuole" durata
about
  en about regarding concerning
  it riguardo circa
clock
  en "what time" "at what hour"
  it "che ore" "che ora" "a che ora"
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
