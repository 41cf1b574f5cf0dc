package org.menura.generate.embed;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.chat.ChatRenderer;
import org.menura.chat.Message;
import org.menura.format.FormatException;
import org.menura.format.image.Image;
import org.menura.format.tokenizer.EncodedPair;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.prompt.Processors;
import org.menura.generate.session.Packs;
import org.menura.generate.session.PassKind;
import org.menura.model.Features;
import org.menura.model.ForwardBatch;
import org.menura.model.vision.ImageProcessor;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** Embeds with a model of texts, of pictures or of both: what it makes of each token or patch, pooled. */
final class ModelEmbedder implements Embedder {
    private final LoadedModel model;
    private final SentenceModules modules;
    private final boolean normalized;

    private final Map<String, Embedder> prompted = new ConcurrentHashMap<>();
    private @Nullable Embedder unscaled; // guarded by this

    ModelEmbedder(LoadedModel model, @Nullable Pooling pooling, boolean normalized) {
        this(model, modules(model, pooling), normalized);
    }

    private ModelEmbedder(LoadedModel model, SentenceModules modules, boolean normalized) {
        this.model = model;
        this.modules = modules;
        this.normalized = normalized;
    }

    private static SentenceModules modules(LoadedModel model, @Nullable Pooling pooling) {
        boolean isText = !(model instanceof LoadedModel.Dual || model instanceof LoadedModel.Images);
        SentenceModules read = isText ? SentenceModules.of(model) : SentenceModules.of(Pooling.MEAN);
        return pooling == null ? read : read.with(pooling);
    }

    @Override
    public Set<String> prompts() {
        return modules.prompts().keySet();
    }

    @Override
    public Embedder prompted(String name) {
        if (!prompts().contains(name)) {
            throw new FormatException("%s has no prompt called %s; %s"
                    .formatted(
                            model.source().path(),
                            name,
                            prompts().isEmpty() ? "it has none" : "it has " + String.join(", ", prompts())));
        }
        return prompted.computeIfAbsent(name, n -> new ModelEmbedder(model, modules.prompted(n), normalized));
    }

    @Override
    public synchronized Embedder unscaled() {
        Embedder made = unscaled;
        if (made == null) {
            made = new ModelEmbedder(model, modules.unscaled(), false);
            unscaled = made;
        }
        return made;
    }

    @Override
    public Set<EmbeddedKind> kinds() {
        return switch (model) {
            case LoadedModel.Dual _ -> EnumSet.of(EmbeddedKind.TEXT, EmbeddedKind.IMAGE);
            case LoadedModel.Images _ -> EnumSet.of(EmbeddedKind.IMAGE);
            case LoadedModel.Speech _ -> EnumSet.noneOf(EmbeddedKind.class);
            default -> EnumSet.of(EmbeddedKind.TEXT);
        };
    }

    @Override
    public int window() {
        int context = switch (model) {
            case LoadedModel.Decoder d -> d.model().contextLength();
            case LoadedModel.Encoder e -> e.model().contextLength();
            case LoadedModel.Dual d -> d.model().texts().contextLength();
            default -> Integer.MAX_VALUE;
        };
        return Math.min(modules.window(), context);
    }

    @Override
    public int tokens(String text) {
        return encoded(modules.read(text)).length;
    }

    @Override
    public float[] text(String text) {
        return texts(List.of(text)).getFirst();
    }

    @Override
    public List<float[]> texts(List<String> texts) {
        if (!kinds().contains(EmbeddedKind.TEXT)) {
            throw model instanceof LoadedModel.Speech
                    ? new FormatException(model.source().path() + " hears sounds; it embeds no texts")
                    : new FormatException(
                            model.source().path() + " embeds pictures, not texts; CLIP and SigLIP embed both");
        }
        List<int[]> ids = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            ids.add(ids(texts.get(i)));
            if (ids.get(i).length == 0 && modules.lookedUp() == null) {
                throw new IllegalArgumentException(
                        texts.size() == 1
                                ? "an empty text has no embedding"
                                : "text %d is empty, so it has no embedding".formatted(i + 1));
            }
        }
        return embedded(ids, promptRows());
    }

    @Override
    public List<float[]> ofIds(List<int[]> texts) {
        if (!kinds().contains(EmbeddedKind.TEXT)) {
            throw new FormatException(model.source().path() + " embeds no texts");
        }
        if (texts.stream().anyMatch(ids -> ids.length == 0)) {
            throw new IllegalArgumentException("an empty text has no embedding");
        }
        int most = window();
        return embedded(
                texts.stream()
                        .map(ids -> ids.length > most ? Arrays.copyOf(ids, most) : ids)
                        .toList(),
                0);
    }

    /** Embeds texts, of which the rows up to {@code from} are not pooled. */
    private List<float[]> embedded(List<int[]> ids, int from) {
        float[][] out = new float[ids.size()][];
        int[] read = IntStream.range(0, out.length)
                .filter(i -> ids.get(i).length > 0)
                .toArray();
        Packs.of(Arrays.stream(read).mapToObj(i -> ids.get(i).length).toList(), (some, kind) -> {
            List<float[]> vectors =
                    vectors(some.stream().map(i -> ids.get(read[i])).toList(), kind, from);
            for (int i = 0; i < vectors.size(); i++) {
                out[read[some.get(i)]] = vectors.get(i);
            }
        });
        for (int i = 0; i < out.length; i++) {
            if (out[i] == null) {
                out[i] = ofNothing();
            }
        }
        return Arrays.asList(out);
    }

    /** The ids of a text, cut where it is too long, with the special tokens that stand around it. */
    private int[] ids(String given) {
        String text = modules.read(given);
        StaticTexts lookedUp = modules.lookedUp();
        if (lookedUp != null) {
            return lookedUp.known(encoded(text));
        }
        if (model instanceof LoadedModel.Dual) {
            return encoded(text); // fitted to the length that its texts have
        }
        if (!modules.reading().chats() && !modules.reading().bare()) {
            return EncodedPair.ofOne(model.text().tokenizer(), text, window());
        }
        int[] ids = encoded(text);
        return ids.length <= window() ? ids : Arrays.copyOf(ids, window());
    }

    private int[] encoded(String text) {
        Tokenizer tokenizer = model.text().tokenizer();
        StaticTexts lookedUp = modules.lookedUp();
        if (modules.reading().chats()) {
            return chat(text);
        }
        return lookedUp == null
                ? tokenizer.encode(text, !modules.reading().bare(), false)
                : lookedUp.encode(tokenizer, text);
    }

    /** A text as a user's turn, behind the prompt as the system's. */
    private int[] chat(String text) {
        String prompt = modules.prompt();
        List<Message> messages = prompt.isEmpty()
                ? List.of(Message.user(text))
                : List.of(Message.system(prompt), Message.user(text.substring(prompt.length())));
        ChatRenderer chat = model.text().chat();
        return chat.ids(chat.render(messages, false).text());
    }

    private List<float[]> vectors(List<int[]> texts, PassKind kind, int from) {
        try (Backend.Scope _ = kind.scope(ops())) {
            if (model instanceof LoadedModel.Dual d) {
                int[][] fitted = texts.stream()
                        .map(ids -> d.model().fitted(ids, d.text().tokenizer().pad()))
                        .toArray(int[][]::new);
                Tensor places = d.model().embedTexts(ForwardBatch.whole(fitted)); // [texts, width]
                return IntStream.range(0, texts.size())
                        .mapToObj(i -> places.rows(i, i + 1).toFloats())
                        .toList();
            }
            ForwardBatch step = ForwardBatch.whole(texts.toArray(int[][]::new));
            Segments segments = step.segments();
            Tensor rows = rows(step);
            boolean lastAlone = rows.dim(0) == texts.size() && segments.rows() > texts.size();
            List<float[]> out = new ArrayList<>();
            for (int i = 0; i < texts.size(); i++) {
                Tensor own = lastAlone ? rows.rows(i, i + 1) : rows.rows(segments.start(i), segments.end(i));
                out.add(finished(own, lastAlone ? 0 : from));
            }
            return out;
        }
    }

    private Backend ops() {
        return switch (model) {
            case LoadedModel.Decoder d -> d.model().ops();
            case LoadedModel.Encoder e -> e.model().ops();
            case LoadedModel.Seq2Seq s -> s.model().ops();
            case LoadedModel.Dual d -> d.model().ops();
            case LoadedModel.Images i -> i.model().ops();
            case LoadedModel.Speech s -> s.model().ops();
        };
    }

    /** [tokens, hidden], or of decoders whose last tokens count [texts, hidden]. */
    private Tensor rows(ForwardBatch step) {
        Segments segments = step.segments();
        return switch (model) {
            case LoadedModel.Decoder d
            when modules.pooling().equals(List.of(Pooling.LAST)) -> {
                int[] last = IntStream.range(0, segments.count())
                        .map(i -> segments.end(i) - 1)
                        .toArray();
                ForwardBatch ends = step.withOutputs(last).withHiddenAlone();
                Tensor _ = d.model().forward(ends);
                yield ends.hidden();
            }
            case LoadedModel.Decoder d -> {
                ForwardBatch all = step.withHiddenAlone();
                Tensor _ = d.model().forward(all);
                yield all.hidden();
            }
            case LoadedModel.Encoder e -> e.model().encode(e.model().placed(step));
            case LoadedModel.Seq2Seq s -> s.model().encode(step);
            default -> throw new IllegalStateException("embeds no texts by their tokens");
        };
    }

    /** How many rows at the start are the prompt's alone, and not pooled. */
    private int promptRows() {
        if (modules.poolsPrompt()
                || modules.prompt().isEmpty()
                || modules.reading().chats()) {
            return 0;
        }
        Tokenizer tokenizer = model.text().tokenizer();
        String prompt = modules.read("");
        int[] ids = tokenizer.encode(prompt, true, false);
        return ids.length - Math.min(1, EncodedPair.behind(ids, tokenizer.encode(prompt, false, false)));
    }

    /** What becomes of a text without a token whose vector could be looked up: zeros are pooled. */
    private float[] ofNothing() {
        int width = ((LoadedModel.Encoder) model).model().hiddenSize();
        try (Backend.Scope _ = ops().scope()) {
            return after(new float[width * modules.pooling().size()]);
        }
    }

    /** Pools a text's rows, of which those up to {@code from} do not count. */
    private float[] finished(Tensor rows, int from) {
        Tensor changed = rows;
        for (SentenceStep step : modules.before()) {
            changed = step.apply(changed, ops());
        }
        int width = changed.dim(1);
        float[] pooled = new float[width * modules.pooling().size()];
        for (int i = 0; i < modules.pooling().size(); i++) {
            System.arraycopy(modules.pooling().get(i).of(changed, from), 0, pooled, i * width, width);
        }
        return after(pooled);
    }

    private float[] after(float[] pooled) {
        Tensor vector = Tensor.of(pooled, 1, pooled.length);
        for (SentenceStep step : modules.after()) {
            vector = step.apply(vector, ops());
        }
        float[] all = vector.toFloats();
        int most = modules.truncated();
        float[] own = most == 0 || most >= all.length ? all : Arrays.copyOf(all, most);
        return normalized ? Embedder.unit(own) : own;
    }

    @Override
    public float[] image(Image picture) {
        if (!kinds().contains(EmbeddedKind.IMAGE)) {
            throw new FormatException(model.source().path() + " embeds texts, not pictures; CLIP, SigLIP and ViT do");
        }
        ImageProcessor processor = Processors.pictures(model.source());
        Tensor pixels = processor.pixels(List.of(processor.prepare(picture)));
        try (Backend.Scope _ = ops().scope()) {
            if (model instanceof LoadedModel.Dual d) {
                return d.model().embedImages(pixels).toFloats();
            }
            LoadedModel.Images i = (LoadedModel.Images) model;
            Features rows = i.model().encode(pixels);
            Map<String, Tensor> outputs = i.model().outputs(rows);
            Tensor best = outputs.getOrDefault("image_embeds", outputs.get("pooler_output"));
            float[] vector = best == null ? modules.pooling().getFirst().of(rows.rows(), 0) : best.toFloats();
            return normalized ? Embedder.unit(vector) : vector;
        }
    }

    @Override
    public float[] sound(Path file) {
        throw Embedder.refused(model.source().path(), EmbeddedKind.SOUND, kinds());
    }
}
