package org.menura.generate.embed;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.format.hf.HfFolder;
import org.menura.format.json.Json;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.load.LoadedModel;
import org.menura.model.encoder.StaticEmbedding;

/**
 * How a text is read whose tokens' vectors are looked up and nothing more: without the tokens that stand around texts
 * elsewhere. model2vec's own folders leave unknown tokens out, too.
 *
 * @param window most tokens of a text
 * @param characters most code points of a text
 * @param unknown the token that is left out; −1 for none
 * @param normalizes whether the folder's own config asks for vectors of length 1
 */
record StaticTexts(int window, int characters, int unknown, boolean normalizes) {
    /** Most tokens where model2vec's config does not say. */
    private static final int USUAL_WINDOW = 512;

    /** What a model's files say; null where a model does more than look up. */
    static @Nullable StaticTexts of(LoadedModel model) {
        HfFolder folder = model.source().folder();
        if (folder == null || !(model instanceof LoadedModel.Encoder e) || !(e.model() instanceof StaticEmbedding)) {
            return null;
        }
        JsonNode config = model.source().config();
        Path file = folder.file("tokenizer.json");
        JsonNode json = Files.exists(file) ? Json.parse(file) : Json.parse("{}", file.toString());
        if (!config.path("model_type").asText().equals("model2vec")) {
            int most = json.path("truncation").path("max_length").asInt(Integer.MAX_VALUE);
            return new StaticTexts(most, Integer.MAX_VALUE, -1, false);
        }
        JsonNode length = config.path("max_length");
        int most = length.isNull() ? Integer.MAX_VALUE : length.asInt(USUAL_WINDOW);
        Tokenizer tokenizer = model.text().tokenizer();
        long characters = (long) most * middle(tokenizer);
        return new StaticTexts(
                most,
                (int) Math.min(characters, Integer.MAX_VALUE),
                tokenizer.unk().orElse(-1),
                config.path("normalize").asBoolean());
    }

    /** The median of the lengths of all tokens in code points, rounded down. */
    private static int middle(Tokenizer tokenizer) {
        int[] lengths = IntStream.range(0, tokenizer.size())
                .mapToObj(tokenizer::token)
                .filter(token -> !token.isEmpty())
                .mapToInt(token -> token.codePointCount(0, token.length()))
                .sorted()
                .toArray();
        int half = lengths.length / 2;
        return lengths.length == 0
                ? 1
                : lengths.length % 2 == 1 ? lengths[half] : (lengths[half - 1] + lengths[half]) / 2;
    }

    /** The tokens of a text, however many. */
    int[] encode(Tokenizer tokenizer, String text) {
        int end = text.codePointCount(0, text.length()) > characters
                ? text.offsetByCodePoints(0, characters)
                : text.length();
        return tokenizer.encode(text.substring(0, end), false, false);
    }

    /** Those of the first tokens whose vectors count. */
    int[] known(int[] ids) {
        return Arrays.stream(ids).limit(window).filter(id -> id != unknown).toArray();
    }
}
