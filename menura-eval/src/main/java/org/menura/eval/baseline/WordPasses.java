package org.menura.eval.baseline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.menura.data.SpecialTokens;
import org.menura.data.TokenIds;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.session.PassKind;
import org.menura.model.ForwardBatch;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;

/** Passes the words of sentences through a model of text, many sentences at once, and finds the rows of each word. */
final class WordPasses {
    /** Tokens that pass through the model at once. */
    private static final int ROWS = 1024;

    /** Longest stretch of a sentence that a decoder is given, in tokens. */
    private static final int LONGEST = 512;

    /** Words of a stretch of a sentence, with the tokens of each and where these begin. */
    private record Stretch(int sentence, int firstWord, int[] ids, int[] starts, int[] lengths) {}

    /** Takes what the model says of a word: values of [rows, width], of which those of its tokens begin at a row. */
    @FunctionalInterface
    interface Words<T> {
        void take(int sentence, int word, T values, Segments segments, int row, int tokens);
    }

    private final LoadedModel model;
    private final Backend ops;
    private final SpecialTokens frame;
    private final String gap;
    private final int window;

    private WordPasses(LoadedModel model, Backend ops, int window) {
        this.model = model;
        this.ops = ops;
        this.window = window;
        Tokenizer tokenizer = model.text().tokenizer();
        this.frame = SpecialTokens.of(tokenizer);
        this.gap = TokenIds.gap(tokenizer);
    }

    /**
     * Opens a model.
     *
     * @throws FormatException if it is none of text
     */
    static WordPasses open(Path path, Backend ops) {
        LoadedModel model = LoadedModel.open(path, ops);
        int window = switch (model) {
            case LoadedModel.Encoder encoder -> encoder.model().contextLength();
            case LoadedModel.Decoder decoder ->
                Math.min(LONGEST, decoder.model().contextLength());
            default ->
                throw new FormatException(
                        path + " reads no text by itself; words are read by a text encoder or a decoder");
        };
        return new WordPasses(model, ops, window);
    }

    LoadedModel model() {
        return model;
    }

    /** Passes sentences through the model; {@code forward} gives what {@code words} takes. */
    <T> void run(List<List<String>> sentences, Function<ForwardBatch, T> forward, Words<T> words) {
        List<Stretch> stretches = new ArrayList<>();
        for (int s = 0; s < sentences.size(); s++) {
            cut(s, sentences.get(s), stretches);
        }
        stretches.sort(Comparator.comparingInt(stretch -> stretch.ids.length));
        int from = 0;
        while (from < stretches.size()) {
            PassKind kind = PassKind.ofPrompt(stretches.get(from).ids.length);
            int to = from;
            int rows = 0;
            while (to < stretches.size()
                    && (to == from || rows + stretches.get(to).ids.length <= ROWS)
                    && kind.equals(PassKind.ofPrompt(stretches.get(to).ids.length))) {
                rows += stretches.get(to++).ids.length;
            }
            pass(stretches.subList(from, to), kind, forward, words);
            from = to;
        }
    }

    /** Cuts a sentence where the model's window ends. */
    private void cut(int sentence, List<String> words, List<Stretch> stretches) {
        List<int[]> pieces = new ArrayList<>();
        int length = frame.length();
        int first = 0;
        for (int w = 0; w < words.size(); w++) {
            int[] ids = model.text().tokenizer().encode((w == 0 ? "" : gap) + words.get(w), false, false);
            if (length + ids.length > window && !pieces.isEmpty()) {
                stretches.add(stretch(sentence, first, pieces));
                pieces.clear();
                length = frame.length();
                first = w;
            }
            int[] fitted = Arrays.copyOf(ids, Math.min(ids.length, window - frame.length()));
            pieces.add(fitted);
            length += fitted.length;
        }
        if (!pieces.isEmpty()) {
            stretches.add(stretch(sentence, first, pieces));
        }
    }

    private Stretch stretch(int sentence, int first, List<int[]> pieces) {
        int[] ids = frame.around(pieces.stream().flatMapToInt(Arrays::stream).toArray());
        int[] starts = new int[pieces.size()];
        int[] lengths = new int[pieces.size()];
        int at = frame.before().length;
        for (int w = 0; w < starts.length; w++) {
            starts[w] = at;
            lengths[w] = pieces.get(w).length;
            at += lengths[w];
        }
        return new Stretch(sentence, first, ids, starts, lengths);
    }

    private <T> void pass(List<Stretch> stretches, PassKind kind, Function<ForwardBatch, T> forward, Words<T> words) {
        List<Stretch> full = stretches.stream().filter(s -> s.ids.length > 0).toList();
        if (full.isEmpty()) {
            return;
        }
        try (Backend.Scope _ = kind.scope(ops)) {
            ForwardBatch texts =
                    ForwardBatch.whole(full.stream().map(s -> s.ids).toArray(int[][]::new));
            ForwardBatch step = model instanceof LoadedModel.Encoder encoder
                    ? encoder.model().placed(texts)
                    : texts;
            Segments segments = step.segments();
            T values = forward.apply(step);
            for (int s = 0; s < full.size(); s++) {
                Stretch stretch = full.get(s);
                for (int w = 0; w < stretch.starts.length; w++) {
                    int row = segments.start(s) + stretch.starts[w];
                    words.take(stretch.sentence, stretch.firstWord + w, values, segments, row, stretch.lengths[w]);
                }
            }
        }
    }
}
