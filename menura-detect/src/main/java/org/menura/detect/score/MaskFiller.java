package org.menura.detect.score;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.GenerationOptions;
import org.menura.generate.LanguageModel;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.sample.SamplingParams;

/** Fills gaps of a text by an encoder–decoder that learned to (T5's span corruption, 1910.10683, section 3.1.4). */
@FunctionalInterface
public interface MaskFiller {
    /** The gaps that T5 has tokens for. */
    int MOST_GAPS = 100;

    /**
     * Writes what stands in the gaps of a text.
     *
     * @param masked a text with {@code <extra_id_0>}, {@code <extra_id_1>}, … in its gaps
     * @param count number of gaps
     * @return a text for each gap, trimmed; null for those that the model left out
     */
    List<@Nullable String> fill(String masked, int count, long seed);

    /** Returns the text of a gap. */
    static String sentinel(int gap) {
        return "<extra_id_" + gap + ">";
    }

    /**
     * Makes a model of T5's kind a filler, which draws among its 50 likeliest tokens at temperature 1, as DetectGPT's program
     * does.
     *
     * @throws FormatException if the model is no encoder–decoder, or has no tokens for gaps
     */
    static MaskFiller of(LanguageModel model) {
        if (!(model.loaded() instanceof LoadedModel.Seq2Seq seq2seq)) {
            throw new FormatException(("%s fills no gaps: perturbations take an encoder-decoder such as T5, which was"
                            + " trained on text with <extra_id_0> in it")
                    .formatted(model.loaded().source().path()));
        }
        Tokenizer tokenizer = seq2seq.text().tokenizer();
        OptionalInt first = tokenizer.id(sentinel(0));
        if (first.isEmpty()) {
            throw new FormatException("the tokenizer of %s has no <extra_id_0>, so the model fills no gaps; take T5"
                    .formatted(seq2seq.source().path()));
        }
        return (masked, count, seed) -> {
            int most = Math.max(150, 8 * count + 16);
            SamplingParams params = SamplingParams.builder()
                    .temperature(1)
                    .topK(50)
                    .topP(1)
                    .minP(0)
                    .seed(seed)
                    .build();
            GenerationOptions how = GenerationOptions.of(most).withSampling(params);
            List<Integer> written = model.generate(masked, how).tokens();
            int[] sentinels = IntStream.range(0, count)
                    .map(i -> tokenizer.id(sentinel(i)).orElse(-1))
                    .toArray();
            return parse(written, sentinels, tokenizer);
        };
    }

    /**
     * Reads what was written behind the token of each gap, up to the next token that is special; where there is none, the text
     * was cut inside the gap.
     */
    private static List<@Nullable String> parse(List<Integer> written, int[] sentinels, Tokenizer tokenizer) {
        List<@Nullable String> fills = new ArrayList<>();
        for (int sentinel : sentinels) {
            int at = written.indexOf(sentinel);
            if (at < 0) {
                fills.add(null);
                continue;
            }
            int end = at + 1;
            while (end < written.size() && !isEnd(written.get(end), sentinels, tokenizer)) {
                end++;
            }
            if (end == written.size()) {
                fills.add(null);
                continue;
            }
            int[] ids = written.subList(at + 1, end).stream()
                    .mapToInt(Integer::intValue)
                    .toArray();
            fills.add(tokenizer.decode(ids, true).strip());
        }
        return fills;
    }

    private static boolean isEnd(int token, int[] sentinels, Tokenizer tokenizer) {
        return tokenizer.isSpecial(token) || IntStream.of(sentinels).anyMatch(s -> s == token);
    }
}
