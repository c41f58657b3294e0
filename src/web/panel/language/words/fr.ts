/** The page's words in French. */
import type { Words } from "./table.ts";

const TEXTS: Words = {
  "phase.unknown": "Votre appel",
  "phase.waiting": "En attente de l’appel",
  "phase.noAudio": "Aucun son reçu",
  "phase.inProgress": "En cours",
  "phase.onHold": "En attente",
  "phase.stopped": "Pas de son",
  "phase.lost": "Son perdu",
  "phase.ended": "Appel terminé",
  "phase.failed": "Assistance arrêtée",

  "connection.connecting": "Connexion",
  "connection.live": "En direct",
  "connection.reconnecting": "Reconnexion",
  "connection.offline": "Hors ligne",
  "connection.unknownCall": "Aucun appel",
  "connection.expired": "Expiré",

  "header.call": "Appel {id}",
  "header.asOf": "À {time}",
  "header.help": "Aide et raccourcis",
  "theme.system": "Couleurs : du système",
  "theme.light": "Couleurs : claires",
  "theme.dark": "Couleurs : sombres",
  "theme.change": "{colours}. Changer",

  "banner.reconnecting": "Connexion perdue",
  "banner.reconnecting.now":
    "Nouvel essai en cours (n° {attempt}). Ce que vous manquez sera récupéré ensuite.",
  "banner.reconnecting.soon":
    "Nouvel essai dans {seconds} s (n° {attempt}). Ce que vous manquez sera récupéré ensuite.",
  "banner.reconnecting.action": "Réessayer",
  "banner.offline": "Le serveur est injoignable",
  "banner.offline.text": "Vérifiez le réseau de ce poste. Ce que vous manquez sera récupéré ensuite.",
  "banner.unknownCall": "Le serveur ne connaît pas encore cet appel",
  "banner.unknownCall.text":
    "Cette page continue à demander. Si l’appel est déjà en cours, rouvrez-le depuis Five9.",
  "banner.unknownCall.action": "Demander",
  "banner.expired": "L’accès à cet appel a expiré",
  "banner.expired.text": "Rechargez la page. Si cela ne suffit pas, rouvrez l’appel depuis Five9.",
  "banner.expired.action": "Recharger",
  "banner.failed": "L’assistance s’est arrêtée pour cet appel",
  "banner.failed.text": "Continuez sans elle. Pour votre superviseur : {problem}.",
  "banner.noAudio": "Aucun son de cet appel n’est arrivé",
  "banner.noAudio.text":
    "Continuez sans assistance. Pour votre superviseur : l’appel fait-il partie d’une campagne diffusée vers ce serveur ?",
  "banner.noAudio.link": "Que vérifier",
  "banner.lost": "Le son de l’appel est perdu",
  "banner.lost.text":
    "Ce qui se dit maintenant n’est pas entendu ici. Si l’appel continue, le son peut revenir tout seul.",
  "banner.stopped": "Le système téléphonique n’envoie plus de son",
  "banner.stopped.text": "Si l’appel continue, le son revient tout seul.",

  "trouble.paused": "{speaker} n’est pas entendu pour le moment : le son est en pause.",
  "trouble.recovering": "Rattrapage pour {speaker} : les mots peuvent arriver un peu tard.",
  "trouble.awaited": "Le système téléphonique a perdu le son pour {speaker} et devrait le renvoyer.",
  "trouble.failed": "{speaker} n’est plus entendu. Il peut manquer des éléments dans les suggestions.",

  "speaker.agent": "Agent",
  "speaker.customer": "Client",
  "speaker.supervisor": "Superviseur",
  "speaker.agent.numbered": "Agent {number}",
  "speaker.customer.numbered": "Client {number}",
  "speaker.supervisor.numbered": "Superviseur {number}",
  "speaker.automated": "Agent virtuel",
  "speaker.unknown": "Voix",
  "inSentence.agent": "l’agent",
  "inSentence.customer": "le client",
  "inSentence.supervisor": "le superviseur",
  "inSentence.agent.numbered": "l’agent {number}",
  "inSentence.customer.numbered": "le client {number}",
  "inSentence.supervisor.numbered": "le superviseur {number}",
  "inSentence.unknown": "un interlocuteur",

  "empty.connecting": "Connexion",
  "empty.connecting.text": "L’appel s’affiche ici dès que le serveur répond.",
  "empty.noAudio": "Rien n’arrive",
  "empty.noAudio.text": "Aucun son de cet appel n’a atteint le serveur, il n’y a donc rien à afficher.",
  "empty.audioGone": "Pas d’écoute",
  "empty.audioGone.text": "Le son de l’appel n’arrive pas pour le moment, rien ne peut donc être suggéré.",
  "empty.waiting": "En attente du son de l’appel",
  "empty.waiting.transcript": "Les paroles de chacun s’affichent ici dès qu’on les entend.",
  "empty.waiting.suggestions": "Rien à faire : la page démarre d’elle-même avec l’appel.",
  "empty.listening": "À l’écoute",
  "empty.listening.transcript": "Les premiers mots s’affichent ici dans un instant.",
  "empty.listening.suggestions": "Les suggestions s’affichent ici dès que la conversation s’y prête.",
  "empty.onHold": "L’appel est en attente",
  "empty.onHold.transcript": "Rien n’est transcrit pendant l’attente.",
  "empty.onHold.suggestions": "Les suggestions reprennent avec l’appel.",
  "empty.ended": "L’appel est terminé",
  "empty.ended.transcript": "Aucun mot n’y a été reconnu.",
  "empty.ended.suggestions": "Il n’y a pas eu de suggestion.",
  "empty.noTranscript": "Pas de transcription",
  "empty.failed.transcript": "La reconnaissance s’est arrêtée pour cet appel. Continuez sans elle.",
  "empty.noSuggestions": "Pas de suggestions",
  "empty.failed.suggestions": "L’assistance s’est arrêtée pour cet appel. Continuez sans elle.",
  "empty.noSuggestions.text": "{reason} Pour votre superviseur : {code}.",
  "empty.caughtUp": "Tout est vu",
  "empty.caughtUp.text": "Toutes les suggestions ont été écartées. Les nouvelles s’affichent ici.",

  "panes.label": "Volets",
  "panes.suggestions": "Suggestions",
  "panes.transcript": "Transcription",
  "panes.new": "non vus",
  "filter.label": "Afficher",
  "filter.all": "Tout",

  "kind.replies": "Réponses",
  "kind.coaching": "Coaching",
  "kind.knowledge": "Connaissances",
  "kind.faq": "FAQ",
  "kind.articles": "Articles",
  "kind.summary": "Résumé",
  "kind.note": "Note",
  "kind.problem": "Avis",
  "kind.other": "Autres",

  "list.label": "Suggestions, les plus récentes d’abord",
  "list.new": {
    one: "{count} nouvelle suggestion",
    many: "{count} de nouvelles suggestions",
    other: "{count} nouvelles suggestions",
  },
  "list.dismissed": { one: "{count} écartée", many: "{count} d’écartées", other: "{count} écartées" },
  "list.bringBack": "Rétablir la dernière",

  "card.new": "Nouveau",
  "card.dismiss": "Écarter",
  "card.dismissKind": "Écarter : {kind}",
  "card.showAll": "Tout afficher",
  "card.showLess": "Réduire",
  "card.helpful": "utile",
  "card.notHelpful": "pas utile",
  "card.judge": "{kind} : {verdict}",
  "card.from": "Source : {source}",
  "card.noAnswer": "Aucune réponse trouvée à cette question.",
  "card.sources": { one: "{count} source", many: "{count} de sources", other: "{count} sources" },
  "card.unnamedSource": "Source",
  "card.unexplained": "Une suggestion n’a pas pu être faite.",
  "card.related": "Voir aussi : {questions}",
  "card.relatedQuestions": "Questions liées",
  "card.doNext": "À faire ensuite",
  "card.youCouldSay": "Vous pourriez dire",
  "card.whyThis": "Pourquoi",
  "card.newTab": "(s’ouvre dans un nouvel onglet)",

  "copy.copy": "Copier",
  "copy.copyPart": "Copier : {part}",
  "copy.copied": "Copié",
  "copy.inserted": "Inséré",
  "copy.notCopied": "Non copié",
  "copy.done": "Copié : {part}",
  "copy.failed": "Non copié : {part}. Sélectionnez le texte et appuyez sur Ctrl+C",
  "copy.reply": "Réponse",
  "copy.replyNumber": "Réponse {number}",

  "ask.label": "Chercher dans la base",
  "ask.send": "Chercher",
  "ask.looking": "Recherche de « {question} »…",
  "ask.nothing": "Rien trouvé pour « {question} ».",
  "ask.unreachable": "Le serveur n’a pas pu être joint.",
  "ask.failed": "Échec. Pour votre superviseur : {problem}",
  "ask.again": "Réessayer",
  "summary.make": "Résumer",
  "summary.make.title": "Résumer l’appel jusqu’ici",
  "summary.making": "Résumé en cours…",
  "summary.nothing": "Rien trouvé.",
  "summary.edit": "Modifier le résumé",
  "summary.edit.short": "Modifier",
  "summary.keep": "Garder",
  "summary.cancel": "Annuler",
  "summary.kept": "Gardé",

  "reason.label": "Pourquoi ?",
  "reason.wrong": "Faux",
  "reason.incomplete": "Incomplet",
  "reason.unfit": "Hors sujet",

  "transcript.label": "Paroles de l’appel",
  "transcript.log": "Déjà dit",
  "transcript.ended": "L’appel est terminé",
  "transcript.speaking": "parle",
  "transcript.newest": "Le plus récent",
  "transcript.new": {
    one: "{count} nouveau message",
    many: "{count} de nouveaux messages",
    other: "{count} nouveaux messages",
  },
  "find.label": "Rechercher dans la transcription",
  "find.nothing": "Rien",
  "find.place": "{place} sur {count}",
  "find.before": "Résultat précédent",
  "find.next": "Résultat suivant",
  "words.show": "Aller aux paroles concernées",
  "words.showOf": "{time} : aller aux paroles concernées",
  "words.back": "Retour à la suggestion",
  "mood.negative": "Ton négatif",
  "mood.positive": "Ton positif",
  "transcript.open": "Ouvrir la transcription",

  "help.title": "Aide",
  "help.close": "Fermer",
  "help.text":
    "Cliquez sur une réponse pour la copier, puis collez-la où vous écrivez. Les suggestions restent jusqu’à ce que vous les écartiez.",
  "help.copyReply": "Copier une réponse du dernier lot",
  "help.filter": "Choisir ce qui s’affiche",
  "help.move": "Passer d’une suggestion à l’autre",
  "help.dismiss": "Écarter la suggestion sélectionnée",
  "help.judge": "Dire si la suggestion sélectionnée aide ou non",
  "help.undismiss": "Rétablir la dernière écartée",
  "help.help": "Cette aide",
  "help.delete": "Suppr",
  "help.shortcuts": "Raccourcis à une seule touche",
  "help.notices": "Licences tierces",

  "noHelp.SUBSCRIPTION_MISSING":
    "Les suggestions ne sont pas entièrement configurées : l’endroit d’où elles viennent n’existe pas.",
  "noHelp.SUBSCRIPTION_FORBIDDEN":
    "Les suggestions ne sont pas entièrement configurées : le serveur n’a pas le droit de les récupérer.",
  "noHelp.SUBSCRIPTION_BROKEN":
    "Le serveur ne peut pas récupérer les suggestions pour le moment et continue d’essayer.",
  "noHelp.EVENTS_UNREADABLE":
    "Les suggestions ne sont pas entièrement configurées : elles arrivent sous une forme illisible.",
  "noHelp.PUSH_REFUSED":
    "Les suggestions ne sont pas entièrement configurées : ce qui arrive au serveur porte une mauvaise clé.",
  "noHelp.PUSH_SILENT":
    "Rien n’est jamais arrivé au serveur : les suggestions ne sont peut-être pas entièrement configurées.",
  "noHelp.REDIS_AWAY":
    "Le serveur ne peut pas garder les suggestions pour le moment. Elles arriveront dès que possible.",
  "noHelp.PROFILE_UNREADABLE":
    "Les suggestions ne sont pas entièrement configurées : le profil de conversation est illisible.",
  "noHelp.TOPIC_NOT_SET":
    "Les suggestions ne sont pas entièrement configurées : le profil de conversation ne les publie pas.",
  "noHelp.FORMAT_NOT_JSON":
    "Les suggestions ne sont pas entièrement configurées : le profil de conversation les publie sous une autre forme.",
  "noHelp.FEATURE_MISSING":
    "Les suggestions ne sont pas entièrement configurées : le profil de conversation n’a aucune des fonctions que montre cette page.",
  "noHelp.FEATURE_NOT_EVENT_BASED": "Les suggestions n’arrivent qu’avec les réponses de Google, s’il y en a.",
  "noHelp.CONVERSATION_REFUSED": "Google n’a pas accepté cet appel, rien ne peut donc être suggéré.",
  "noHelp.RECOGNITION_REFUSED": "Google refuse d’écouter cet appel, rien ne peut donc être suggéré.",
  "noHelp.QUOTA":
    "La limite d’appels simultanés de Google est atteinte. Les suggestions commencent dès qu’il y a de la place.",
  "noHelp.NO_AUDIO": "Aucun son de cet appel n’est encore arrivé.",
  "noHelp.NO_WORDS": "Le son arrive, mais aucun mot n’y est reconnu.",
  "noHelp.NO_SPEAKER": "Des mots arrivent sans qu’on sache qui parle, ils sont donc laissés de côté.",
  "noHelp.NO_DESKTOP": "Des suggestions sont arrivées avant l’ouverture de cette page.",
  "noHelp.UNREADABLE_KIND": "Les suggestions arrivent sous une forme que cette page ne peut pas montrer.",
  "noHelp.NOT_LISTED": "Il y a des suggestions, mais d’un type que cette page ne doit pas montrer.",
};

/** French sets a space before some marks, and none of these may begin a line. */
function bound(text: string): string {
  return text.replace(/ (?=[:?!;»])|(?<=«) /g, "\u00a0");
}

const entries = Object.entries(TEXTS).map(([key, entry]) => {
  if (typeof entry === "string") return [key, bound(entry)];
  return [key, Object.fromEntries(Object.entries(entry).map(([form, text]) => [form, bound(text)]))];
});

export const WORDS = Object.fromEntries(entries) as Words;
