"""Takes nothing, gives English words that are no name by themselves, as our own documents and news pages use them."""

from __future__ import annotations

COMMON_WORDS_TEXT = """
about above abroad accept access according account accounts accurate acquired acquisition across act activates
active add added addition address adds administration adults advance advanced affiliate affinity africa after again
against ago agonist agreed agreement agreements ahead aim aimed all alliance allowed allows almost alone along
already also altogether amends america among amounts analysis analysts and annex announced announcement annual
another antagonist antibodies antibody antigen antigens antitumor any anywhere apart appendix application
applications applies apply approval approvals approved april are area areas arm around article artificial asia ask
asked asset assets asthma atlantic august authorization authorized autoimmune autoimmunity available average axes
back backs bad bags based basis bear beats because become been before beforehand began begin beginning begun behind
being believes belong belongs below beside besides best bet bets better between big biggest billion billions bind
binding binds biobucks biological biologics biopharma biopharmaceutical biotech biotechnology biotechs bispecific
blockbuster blocker blocks blog blood bloomberg board bodies body boosts both bought brand break breaking
breakthrough breast bring brings broad brought build built business but buy buyer buying buyout call called came can
cancer cancers candidate candidates capital capsule carcinoma cardiometabolic cardiovascular care careers carried
carry case cases cash cell cells cent center central certain chain chairman chance change changing charge chases
check checkpoint chemical chief choice choose chronic class clause clearances clients clinic clinical close closed
closely closes closing collaboration collect colorectal com combination combinations combine combined come comes
coming comment commercial commercialisation commercialise commercialization commercialize commercializes common
companies company complete compound compounds concept concluded conditions conjugate conjugates conjugation
consideration consists contact contained contains content contingent contract contracts control cookies copyright
correspondent cost costs could counted counting countries country cover covering covers created customer customers
cuts cytokine cytolytic daily data date dated dates day days deal deals death debut december decision degrader
depending depends derived described develop developed developing development develops device diabetes diagnosed
diagnostic diagnostics did digits directed director directors disclaimer disclosed discover discovered discovery
disease diseases disorder disorders display doctor does dollars domestic done dose doses doubles doubts down
download dozen draw draws drops drug drugmaker drugmakers drugs dual due dumps during each earlier early earn earned
earns east eastern editor editorial effect effective effects efficacy efficient either else elsewhere email end
endpoint engager engineered engineering enlarge enough enrolled enter enters entitles equal equity escalation europe
even events ever every everything everywhere example except exchange excluding exclusive exclusively executed
executive exercise exhibit exits expands expansion expects experimental extends eye eyes factor factors faith fall
falls far fast faster february fee fees fell few fewer field fields figure figures filed files filing fill final
finances find finding finished firm firmly firms first fit five flow follow followed following follows for force
forecast foreign form formed fortnight forward found founded founder founding four fourth friday from front fruit
full fully fund funds further future gain gained gains gave gene generation generics get gets getting giant giants
give given gives giving glad global globe goal goes going gone good got government granted grants great greater
group groups grow growing growth guidance had half halts hand handed handing hands happen happened hard hardly has
have having head headline heads health healthcare heart held help helps hematology hepatitis here high higher
highlights highly hire hires his hits hold holds home hope hoped hopes house how hub human humanized humans hunts
image immediate immune immunological immunology immunotherapy important inbox included includes including
incorporated indication indications industry infectious inflammation inflammatory information inhibitor inhibitors
injected injection inks innovation innovative inside insight insights intellectual intelligence intended intends
interim international into invented invention invest investigation investigational investment investor investors
item its itself january join joined joining joins joint jointly july june just keep keeps key kill kinase kind kinds
know known knows label laboratories laid lands lapse large larger largest last late lately later latest latter
launch law laws lead leader leading leads learn least leave leaves led less let lets level liability licence
licences license licensed licensee licenses licensing licensor lie life lifts ligands light like liked limited line
linked linker list listed lists lives local locally login long longer look looking looks loses loss losses lost lot
low lower lung made main mainland major make makers makes making manager managing manufacture manufacturing many
march mark market marketing markets material materials matter matters maximum may mean means meant measures
mechanisms media medical medicine medicines meet meets melanoma member menu merger met metabolic metastatic methods
might mild milestone milestones million misses moderate modulator molecular molecule molecules moment monday money
monoclonal month monthly months more morning most mostly mouth move moved moves moving much mulls multinational
multinationals multiple must mutated myeloma nabs name named namely names nasopharyngeal national need needed needs
negotiate net neuroscience never new newer newly news newsletter newsroom next nobody nor north northern not notable
note nothing notice novel november now number obesity object obstructive obtained obtains oceania october off offer
offering office officer offices offshore often once oncology one ones only onshore open opened opening opens opinion
opt option options oral order ordinary other others our ours out outlook outside ovarian over overseas overview owes
own owned owns pacific page paid pair paper parent part parties partner partners partnership partnerships parts
party pass passed past patent patents pathway patients pauses pay payable paying payload payment payments pays
people per percent percentage performance perhaps pharma pharmaceutical phase photo picked pile pilot pioneering
pipeline pipelines plan planned plant platform platforms plc pleasure plots plus pockets podcast point pointed
points policy portfolio possible potential preclinical present president press pressure prevent price prices primary
print privacy private problems process produce produces product production products professor profit profits program
programme programmed programs progress project projects promised promising promote promotion proof property prostate
protected protein proteins proved provided provides provision public published publishes pulmonary purchase purpose
push put quality quarter quarterly quick quite radiopharmaceuticals raised raises range rank rare rate reach reached
reaching read readings readout ready recalled receive received receives receptor receptors reclaims recombinant
record reference refractory refund regains regenerative region regional regions register registered registrant
registration regulation regulatory relapsed relations relatives release released relying remain renews report
reported reporter reports required research reserved resistance respect respiratory responsible rest restates rests
result results return returns reuters revenue review revised revises rides right rights rise road rolls roof rose
round roundup royalties royalty rule rules run running runs safety said sale sales same saturday saw say says scale
scarce schedule science sciences scientific scores scraps seals search seat second secretary section see seen sees
sell selling sells sends senior sense september series serious serve set setting settle settled seven several severe
shall share shared shareholders shares she sheds shelves short shortly should show shown shows shuts side sides sign
signed signing similar since single site sites sits size sizeable skills skin small snags sold sole solid some
something soon sooner sought sound source south southern spans speaking speed spend spinout spins split spoke spread
staff stage stake stand stands start started startup state stated statement status stay stays step steps still stock
stocks stood stop stopped strategic strategy strength strike strikes strong stronger strongly structure studies
study subject sublicense submission subscribe subsidiaries subsidiary substance success such suffer sum summary sums
sunday superiority supply syndrome system systemic table tablet tablets take taken takeover takes taking taps target
targeted targets team teams technical technology tell tells ten term terminates termination terms territories
territory test tested testing tests text than that the their them then therapeutic therapies therapy there thereby
therefore these they things third this those though three through throughout thursday thus tie tied tiered tighter
time times today together told too took top total trading transaction transactions treat treated treating treatment
treatments trend trial trials tried trims triples trispecific tuesday tumor tumors tumours turn turned turns tweet
two type types under unit until unveils update updated updates upfront use used uses using usual vaccine vaccines
valid valuation value various venture vice video vouch wager want wants was way webcast webinar wednesday week
weekly weeks weigh weighs weight well went were west western what whatever when where whether which while who whole
whom whose wider will wins with within without won words work working works world worldwide worse worth would year
years yet yield you young your
"""
COMMON_WORDS = frozenset(COMMON_WORDS_TEXT.split())
