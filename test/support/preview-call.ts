/** An invented call for looking at the panel: every kind of event, each as its Pub/Sub notification would come. */
import type { AssistEvent, AssistTranslation } from "../../src/assist/event.ts";
import type { AssistDataType } from "../../src/assist/google-notification.ts";
import { googleEvent } from "./google-event.ts";

type Role = "HUMAN_AGENT" | "END_USER";

interface SaidOptions {
  utteranceId?: string;
  sentiment?: number;
  languageCode?: string;
}

export interface PreviewCall {
  started(): AssistEvent;
  finished(): AssistEvent;
  says(role: Role, content: string, options?: SaidOptions): AssistEvent;
  interim(role: Role, utteranceId: string, transcript: string): AssistEvent;
  suggests(...suggestionResults: object[]): AssistEvent;
  /** What a message is in another language, or why it is not translated. */
  translates(
    message: AssistEvent,
    languageCode: string,
    result: Pick<AssistTranslation, "text" | "cause">,
  ): AssistEvent;
}

/** Makes events for one conversation; times count on from `startMs`, ids and utterances are numbered. */
export function previewCall(conversationName: string, startMs: number): PreviewCall {
  let count = 0;
  let timeMs = startMs;

  function event(dataType: AssistDataType, fields: object, attributes: Record<string, string> = {}) {
    count += 1;
    return googleEvent({
      dataType,
      payload: { conversation: conversationName, ...fields },
      messageId: `${9_000_000_000 + count}`,
      publishTime: new Date(timeMs).toISOString(),
      attributes,
    });
  }

  return {
    started: () => event("conversation-lifecycle-event", { type: "CONVERSATION_STARTED" }),
    finished: () => event("conversation-lifecycle-event", { type: "CONVERSATION_FINISHED" }),
    says: (role, content, options = {}) => {
      timeMs += 4_000;
      const utteranceId = options.utteranceId ?? `u${count}`;
      return event("new-message-event", {
        type: "NEW_MESSAGE",
        newMessagePayload: {
          name: `${conversationName}/messages/${utteranceId}`,
          content,
          ...(options.languageCode === undefined ? {} : { languageCode: options.languageCode }),
          participantRole: role,
          createTime: new Date(timeMs + 2_000).toISOString(),
          sendTime: new Date(timeMs).toISOString(),
          ...(options.sentiment === undefined
            ? {}
            : { sentimentAnalysis: { queryTextSentiment: { score: options.sentiment, magnitude: 1 } } }),
        },
      });
    },
    interim: (role, utteranceId, transcript) =>
      event(
        "new-recognition-result-notification-event",
        {
          type: "NEW_RECOGNITION_RESULT",
          newRecognitionResultPayload: { messageType: "TRANSCRIPT", transcript, stability: 0.9 },
        },
        { participant_role: role, message_id: utteranceId, participant_id: role },
      ),
    suggests: (...suggestionResults) => event("human-agent-assistant-event", { suggestionResults }),
    translates: (message, languageCode, result) => ({
      ...{ type: "translation", conversation: message.conversation, raw: null },
      ...{ id: `${languageCode}-${message.id}${result.cause ?? ""}`, languageCode, ...result },
      messageName: message.type === "message" ? message.name : message.id,
      publishedAt: message.publishedAt,
    }),
  };
}

/** One suggestion result of every kind, named by the kind of card it becomes. */
export const PREVIEW_RESULTS = {
  replies: {
    suggestSmartRepliesResponse: {
      smartReplyAnswers: [
        { reply: "I'm sorry about the double charge. Let me check that for you.", confidence: 0.9 },
        { reply: "Could you tell me the date on your statement, please?", confidence: 0.7 },
        { reply: "One moment.", confidence: 0.4 },
      ],
    },
  },
  articles: {
    suggestArticlesResponse: {
      articleAnswers: [
        {
          title: "Refunds for duplicate card payments",
          uri: "https://help.example.com/refunds/duplicate",
          snippets: ["A <b>duplicate</b> payment is refunded within 3&#39;5 working days."],
        },
        { title: "Internal note without a link", uri: "javascript:alert(1)", snippets: [] },
      ],
    },
  },
  faq: {
    suggestFaqAnswersResponse: {
      faqAnswers: [
        {
          question: "How long does a refund take?",
          answer: "Card refunds take three to five working days. Bank transfers take one day longer.",
          source: "https://help.example.com/faq#refunds",
          confidence: 0.92,
        },
      ],
    },
  },
  knowledge: {
    suggestKnowledgeAssistResponse: {
      knowledgeAssistAnswer: {
        suggestedQuery: { queryText: "What must be checked before a duplicate charge is refunded?" },
        suggestedQueryAnswer: {
          answerText:
            "Check these **before** refunding:\n* Both charges have the same amount and merchant reference\n* Neither is marked *pending*; a pending charge disappears by itself\n* The account has no open dispute\nThen refund the later one in the billing tool.",
          generativeSource: {
            snippets: [
              {
                title: "Billing handbook, 4.2",
                uri: "https://kb.example.com/billing/4-2",
                text: "Refund the later of two equal charges once both have settled.",
              },
              { title: "Disputes", uri: "https://kb.example.com/disputes", text: "" },
            ],
          },
        },
      },
      additionalSuggestedQueryResults: [{ suggestedQuery: { queryText: "When is a charge pending?" } }],
    },
  },
  coaching: {
    generateSuggestionsResponse: {
      generatorSuggestionAnswers: [
        {
          generatorSuggestion: {
            agentCoachingSuggestion: {
              applicableInstructions: [
                {
                  displayName: "Verify before refunds",
                  displayDetails: "The caller asks for money back and was not identified yet.",
                },
              ],
              agentActionSuggestions: [{ agentAction: "Ask for the last four digits of the card." }],
              sampleResponses: [
                { responseText: "Before I go on, may I have the last four digits of your card?" },
              ],
            },
          },
        },
      ],
    },
  },
  summary: {
    generateSuggestionsResponse: {
      generatorSuggestionAnswers: [
        {
          generatorSuggestion: {
            summarySuggestion: {
              summarySections: [
                { section: "Situation", summary: "The customer was charged twice for order 4417." },
                { section: "Action", summary: "The agent confirmed the duplicate and started a refund." },
                { section: "Outcome", summary: "The refund arrives in three to five working days." },
              ],
            },
          },
        },
      ],
    },
  },
  note: {
    generateSuggestionsResponse: {
      generatorSuggestionAnswers: [
        {
          generatorSuggestion: {
            freeFormSuggestion: { response: "The caller sounds in a hurry: offer a call back." },
          },
        },
      ],
    },
  },
  other: {
    suggestLoyaltyOfferResponse: {
      offerTitle: "Free delivery on the next order",
      validDays: 30,
      answerRecord: "projects/p/answerRecords/1",
    },
  },
  problem: {
    error: { code: 8, message: "Quota exceeded for smart replies; other suggestions go on." },
  },
} as const;

const DIALOGUE: readonly [Role, string][] = [
  ["HUMAN_AGENT", "Good morning, thank you for calling Harbour Goods. My name is Dana, how can I help?"],
  ["END_USER", "Hi Dana. I ordered a lamp last week and I think I was charged twice for it."],
  ["HUMAN_AGENT", "I'm sorry to hear that. Let me take a look."],
  ["HUMAN_AGENT", "Could you give me the order number, please?"],
  ["END_USER", "Yes, it's four four one seven."],
];

/** A call of ordinary length, with one suggestion of each kind. */
export function ordinaryScene(call: PreviewCall): AssistEvent[] {
  const [hello, problem, sorry, ask, number] = DIALOGUE.map(([role, content]) => call.says(role, content));
  const spoken = (event: AssistEvent | undefined) => (event === undefined ? [] : [event]);
  return [
    call.started(),
    ...spoken(hello),
    ...spoken(problem),
    call.suggests(PREVIEW_RESULTS.articles, PREVIEW_RESULTS.faq),
    ...spoken(sorry),
    call.suggests(PREVIEW_RESULTS.note, PREVIEW_RESULTS.other, PREVIEW_RESULTS.problem),
    call.suggests(PREVIEW_RESULTS.summary),
    ...spoken(ask),
    ...spoken(number),
    call.suggests(PREVIEW_RESULTS.coaching),
    call.suggests(PREVIEW_RESULTS.knowledge),
    call.suggests(PREVIEW_RESULTS.replies),
  ];
}

const IN_SPANISH: readonly [Role, string, string, string, string][] = [
  [
    "HUMAN_AGENT",
    "Buenos días, gracias por llamar a Harbour Goods. ¿En qué puedo ayudarle?",
    "Good morning, thank you for calling Harbour Goods. How can I help you?",
    "Guten Morgen, danke für Ihren Anruf bei Harbour Goods. Wie kann ich Ihnen helfen?",
    "صباح الخير، شكرًا لاتصالك بـ Harbour Goods. كيف يمكنني مساعدتك؟",
  ],
  [
    "END_USER",
    "Me han cobrado dos veces el pedido 4417 con la misma tarjeta.",
    "I was charged twice for order 4417 on the same card.",
    "Die Bestellung 4417 wurde mir zweimal von derselben Karte abgebucht.",
    "تم خصم مبلغ الطلب 4417 مرتين من البطاقة نفسها.",
  ],
  [
    "END_USER",
    "¿Pueden devolverme uno de los dos pagos?",
    "Can you give me one of the two payments back?",
    "Können Sie mir eine der beiden Zahlungen erstatten?",
    "هل يمكنكم إعادة إحدى الدفعتين؟",
  ],
  [
    "HUMAN_AGENT",
    "Claro que sí. Un momento, por favor.",
    "Of course. One moment, please.",
    "Selbstverständlich. Einen Moment, bitte.",
    "بالطبع. لحظة من فضلك.",
  ],
];

/** A call in Spanish, translated into three languages. */
export function translatedScene(call: PreviewCall): AssistEvent[] {
  return [
    call.started(),
    ...IN_SPANISH.flatMap(([role, said, ...texts]) => {
      const message = call.says(role, said, { languageCode: "es-ES" });
      const languages = ["en", "de", "ar"];
      return [
        message,
        ...texts.map((text, index) => call.translates(message, languages[index] ?? "", { text })),
      ];
    }),
  ];
}

/** The same, and the quota is used up at its end. */
export function untranslatedScene(call: PreviewCall): AssistEvent[] {
  const before = translatedScene(call);
  const message = call.says("END_USER", "Muchas gracias.", { languageCode: "es-ES" });
  const failed = ["en", "de", "ar"].map((language) =>
    call.translates(message, language, { text: "", cause: "TRANSLATION_QUOTA" }),
  );
  return [...before, message, ...failed];
}

const HARD_WORDS: readonly [Role, string][] = [
  ["END_USER", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"],
  ["END_USER", "مرحبا، لقد تم خصم المبلغ مرتين من بطاقتي رقم 4417."],
  ["HUMAN_AGENT", "https://help.example.com/a/very/long/address/that/never/ends?with=parameters&and=more"],
  ["END_USER", "二重に請求されました。返金してもらえますか？ 👩🏽‍💻🙏"],
  ["HUMAN_AGENT", "<script>alert('words are text')</script> & so is this"],
];

/** A long call: 40 messages and 15 cards, with words that break weak layouts. */
export function busyScene(call: PreviewCall): AssistEvent[] {
  const events = [call.started()];
  const kinds = Object.values(PREVIEW_RESULTS);
  const lines = [...DIALOGUE, ...HARD_WORDS, ...DIALOGUE, ...DIALOGUE];
  for (let index = 0; index < 40; index += 1) {
    const line = lines[index % lines.length];
    if (line !== undefined) events.push(call.says(line[0], line[1]));
    const result = kinds[(index / 3) % kinds.length];
    if (result !== undefined) events.push(call.suggests(result));
  }
  events.push(
    call.suggests({
      suggestKnowledgeAssistResponse: {
        knowledgeAssistAnswer: {
          suggestedQuery: { queryText: "كم من الوقت يستغرق رد الأموال؟" },
          suggestedQueryAnswer: {
            answerText: `يستغرق رد الأموال من ثلاثة إلى خمسة أيام عمل. ${"This part goes on for a while, as generated answers do. ".repeat(14)}`,
          },
        },
      },
    }),
  );
  return events;
}
