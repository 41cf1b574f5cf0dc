package org.menura.generate.embed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.ChatRenderer;
import org.menura.chat.Message;
import org.menura.chat.template.TemplateException;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.session.Packs;
import org.menura.generate.session.PassKind;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.Session;
import org.menura.generate.session.SessionPass;
import org.menura.model.Config;

/**
 * Asks a decoder whether a document answers a query: the score is the probability of yes beside that of no (Qwen3
 * Reranker: arXiv 2506.05176, section 2), or what the head of one that classifies texts says of the last token. What the
 * prompts of all documents begin with is read once.
 */
final class JudgingReranker implements Reranker {
    private static final String SYSTEM =
            "Judge whether the Document meets the requirements based on the Query and the Instruct provided. Note that the"
                    + " answer can only be \"yes\" or \"no\".";
    private static final String TASK = "Given a web search query, retrieve relevant passages that answer the query";

    /** What follows the document where the model thinks first: no thoughts. */
    private static final String NO_THOUGHTS = "<think>\n\n</think>\n\n";

    /** Documents whose states are held at once. */
    private static final int AT_A_TIME = 16;

    private final LoadedModel.Decoder loaded;
    private final boolean classifies;
    /** Tokens of the answers; 0 where a head classifies. */
    private final int no;

    private final int yes;
    private final @Nullable RerankTemplate template;

    /**
     * Creates a reranker.
     *
     * @throws FormatException if the model's head has other classes than a reranker's, or its vocabulary has no tokens for
     *     yes and no
     */
    JudgingReranker(LoadedModel.Decoder loaded) {
        this.loaded = loaded;
        this.classifies = loaded.source().fields().texts("architectures").stream()
                .anyMatch(a -> a.endsWith("ForSequenceClassification"));
        if (!loaded.text().hasTokenizer()) {
            throw new FormatException(loaded.source().path() + " comes without a tokenizer");
        }
        if (classifies) {
            RerankScore _ = RerankScore.of(loaded, classes(loaded.source().fields()));
        }
        this.template = RerankTemplate.of(loaded);
        this.no = classifies ? 0 : first("no");
        this.yes = classifies ? 0 : first("yes");
        if (!classifies && no == yes) {
            throw new FormatException("%s begins yes and no with the same token, so it can't be asked for one of them"
                    .formatted(loaded.source().path()));
        }
    }

    private static int classes(Config c) {
        return c.raw("id2label").isObject() ? c.raw("id2label").size() : c.positive("num_labels", 2);
    }

    @Override
    public Scores scores(String query, List<String> documents) {
        return scores(query, documents, false);
    }

    @Override
    public Scores logits(String query, List<String> documents) {
        return scores(query, documents, true);
    }

    private Scores scores(String query, List<String> documents, boolean raw) {
        if (documents.isEmpty()) {
            return new Scores(List.of(), 0);
        }
        List<int[]> prompts = documents.stream().map(d -> prompt(query, d)).toList();
        List<PassKind> kinds =
                prompts.stream().map(p -> PassKind.ofPrompt(p.length)).toList();
        // What they have in common is computed as in each of them.
        int shared = kinds.stream().distinct().count() == 1 ? shared(prompts) : 0;
        Session beginning = new Session(loaded.model());
        if (shared > 0) {
            beginning.append(Prompt.of(Arrays.copyOf(prompts.getFirst(), shared)));
            float[][] _ = read(List.of(beginning), kinds.getFirst());
        }
        Double[] out = new Double[prompts.size()];
        Packs.of(prompts.stream().map(p -> p.length - shared).toList(), kinds::get, (pass, kind) -> {
            for (int from = 0; from < pass.size(); from += AT_A_TIME) {
                List<Integer> some = pass.subList(from, Math.min(pass.size(), from + AT_A_TIME));
                float[][] logits = read(
                        some.stream()
                                .map(i -> continued(beginning, prompts.get(i), shared))
                                .toList(),
                        kind);
                for (int i = 0; i < logits.length; i++) {
                    out[some.get(i)] = score(logits[i], raw);
                }
            }
        });
        int read = prompts.stream().mapToInt(p -> p.length).sum();
        return new Scores(Arrays.asList(out), read);
    }

    private static Session continued(Session beginning, int[] prompt, int from) {
        Session session = beginning.fork();
        session.append(Prompt.of(Arrays.copyOfRange(prompt, from, prompt.length)));
        return session;
    }

    /** Reads what sessions have not read yet, in parts. Returns the logits after the last token of each. */
    private static float[][] read(List<Session> sessions, PassKind kind) {
        float[][] out = new float[sessions.size()][];
        List<Session> left = new ArrayList<>(sessions);
        while (!left.isEmpty()) {
            int share = Math.max(1, Session.CHUNK / left.size());
            int[] counts = left.stream().mapToInt(s -> s.nextPart(share)).toArray();
            int[] outputs = new int[counts.length];
            for (int i = 0; i < counts.length; i++) {
                outputs[i] = counts[i] == left.get(i).unseen() ? 1 : 0;
            }
            float[][] logits = SessionPass.readAll(left, kind, counts, outputs);
            int next = 0;
            for (int i = 0; i < outputs.length; i++) {
                if (outputs[i] > 0) {
                    out[sessions.indexOf(left.get(i))] = logits[next++];
                }
            }
            left.removeIf(s -> s.unseen() == 0);
        }
        return out;
    }

    private double score(float[] logits, boolean raw) {
        return classifies
                ? RerankScore.of(loaded, logits.length, raw).of(logits)
                : (raw ? RerankScore.DIFFERENCE : RerankScore.SECOND).of(logits[no], logits[yes]);
    }

    /** The token that an answer begins with: in most vocabularies the whole word. */
    private int first(String word) {
        return loaded.text().tokenizer().encode(word, false, false)[0];
    }

    /** How many tokens all prompts begin with; each has one more at the least. */
    private static int shared(List<int[]> prompts) {
        int[] first = prompts.getFirst();
        int most = first.length - 1;
        for (int[] prompt : prompts) {
            int at = Arrays.mismatch(first, prompt);
            most = Math.min(most, Math.min(at < 0 ? first.length : at, prompt.length - 1));
        }
        return most;
    }

    private int[] prompt(String query, String document) {
        Tokenizer tokenizer = loaded.text().tokenizer();
        String task = "<Instruct>: %s\n<Query>: %s\n<Document>: ".formatted(TASK, query);
        int context = loaded.model().contextLength();
        if (template != null) {
            int[] whole = template.ids(tokenizer, query, document);
            int surplus = whole.length - context;
            return surplus <= 0 ? whole : cut(template.ids(tokenizer, query, ""), whole, surplus);
        }
        if (loaded.text().hasChatTemplate()) {
            // The document's place is found by rendering around it, so that no text in it becomes a control token.
            int[] around = rendered(task);
            int[] whole = rendered(task + document);
            int surplus = whole.length - context;
            return surplus <= 0 ? whole : cut(around, whole, surplus);
        }
        int[] ids = tokenizer.encode(task + document, true, false);
        int[] end = tokenizer.encode("\nAnswer: ", false, false);
        return join(ids.length + end.length > context ? Arrays.copyOf(ids, context - end.length) : ids, end);
    }

    private int[] rendered(String asked) {
        ChatRenderer chat = loaded.text().chat().with(Map.of("enable_thinking", false));
        String text = render(chat, asked);
        boolean thinks = loaded.text().tokenizer().id("<think>").isPresent();
        return chat.ids(thinks && !text.stripTrailing().endsWith("</think>") ? text + NO_THOUGHTS : text);
    }

    /** Some templates refuse a system's turn; then the user says all. */
    private static String render(ChatRenderer chat, String asked) {
        try {
            return chat.render(List.of(Message.system(SYSTEM), Message.user(asked)), true)
                    .text();
        } catch (TemplateException _) {
            return chat.render(List.of(Message.user(SYSTEM + "\n\n" + asked)), true)
                    .text();
        }
    }

    /** Takes tokens from the document's end, before what the template puts behind it. */
    private static int[] cut(int[] around, int[] whole, int surplus) {
        int behind = 0;
        while (behind < around.length
                && behind < whole.length
                && around[around.length - 1 - behind] == whole[whole.length - 1 - behind]) {
            behind++;
        }
        int keep = Math.max(0, whole.length - behind - surplus);
        return join(Arrays.copyOf(whole, keep), Arrays.copyOfRange(whole, whole.length - behind, whole.length));
    }

    private static int[] join(int[] a, int[] b) {
        int[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
