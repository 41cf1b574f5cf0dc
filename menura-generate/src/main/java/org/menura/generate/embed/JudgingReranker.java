package org.menura.generate.embed;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.menura.chat.ChatRenderer;
import org.menura.chat.Message;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.session.Session;

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

    JudgingReranker(LoadedModel.Decoder loaded) {
        this.loaded = loaded;
        this.classifies = loaded.source().fields().texts("architectures").stream()
                .anyMatch(a -> a.endsWith("ForSequenceClassification"));
        if (classifies) {
            RerankScore _ = RerankScore.of(loaded, loaded.model().vocabulary());
        } else if (!loaded.text().hasTokenizer()) {
            throw new FormatException(loaded.source().path() + " comes without a tokenizer");
        }
    }

    @Override
    public Scores scores(String query, List<String> documents) {
        if (documents.isEmpty()) {
            return new Scores(List.of(), 0);
        }
        List<int[]> prompts = documents.stream().map(d -> prompt(query, d)).toList();
        int shared = shared(prompts);
        Session beginning = new Session(loaded.model());
        if (shared > 0) {
            beginning.feed(Arrays.copyOf(prompts.getFirst(), shared));
        }
        Double[] out = new Double[prompts.size()];
        Packs.of(prompts.stream().map(p -> p.length - shared).toList(), (pass, _) -> {
            for (int from = 0; from < pass.size(); from += AT_A_TIME) {
                List<Integer> some = pass.subList(from, Math.min(pass.size(), from + AT_A_TIME));
                List<Session> sessions =
                        some.stream().map(_ -> beginning.fork()).toList();
                float[][] logits = Session.feedAll(
                        sessions,
                        some.stream()
                                .map(i -> Arrays.copyOfRange(prompts.get(i), shared, prompts.get(i).length))
                                .toList());
                for (int i = 0; i < logits.length; i++) {
                    out[some.get(i)] = score(logits[i]);
                }
            }
        });
        int read = prompts.stream().mapToInt(p -> p.length).sum();
        return new Scores(Arrays.asList(out), read);
    }

    private double score(float[] logits) {
        if (classifies) {
            return RerankScore.of(loaded, logits.length).of(logits);
        }
        int no = first("no");
        int yes = first("yes");
        if (no == yes) {
            throw new FormatException("%s begins yes and no with the same token, so it can't be asked for one of them"
                    .formatted(loaded.source().path()));
        }
        return RerankScore.SECOND.of(logits[no], logits[yes]);
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
        String text = chat.render(List.of(Message.system(SYSTEM), Message.user(asked)), true)
                .text();
        boolean thinks = loaded.text().tokenizer().id("<think>").isPresent();
        return chat.ids(thinks && !text.stripTrailing().endsWith("</think>") ? text + NO_THOUGHTS : text);
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
