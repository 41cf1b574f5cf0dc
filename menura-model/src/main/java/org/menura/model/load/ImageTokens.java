package org.menura.model.load;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.menura.format.FormatException;
import org.menura.format.gguf.GgufFile;
import org.menura.format.hf.HfFolder;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.format.tokenizer.Tokenizers;

/** Finds a token of a vocabulary that can stand for a picture, for files that name none. */
final class ImageTokens {
    /** What published models call it. */
    private static final List<String> NAMES =
            List.of("<image>", "<|image|>", "<|image_pad|>", "<image_soft_token>", "[IMG]", "<|vision_pad|>");

    /** Tokens that vocabularies hold for whatever may come. */
    private static final Pattern SPARE = Pattern.compile("(?i).*(reserved|unused|extra|placeholder).*");

    private ImageTokens() {}

    /**
     * An id that no text contains.
     *
     * @throws FormatException if the vocabulary has none to spare
     */
    static int forPictures(ModelSource source) {
        GgufFile gguf = source.gguf();
        HfFolder folder = source.folder();
        boolean readable = gguf != null
                ? !"none".equals(gguf.metadata().get("tokenizer.ggml.model"))
                : folder != null && Tokenizers.isIn(folder.path());
        if (!readable) {
            return source.config()
                    .path("vocab_size")
                    .asInt(); // its prompts are ids, which may lie beyond the vocabulary
        }
        Tokenizer t = gguf != null
                ? Tokenizers.fromGguf(gguf.metadata())
                : Tokenizers.fromFolder(Objects.requireNonNull(folder).path());
        IntStream named = NAMES.stream().map(t::id).flatMapToInt(OptionalInt::stream);
        IntStream spare = IntStream.range(0, t.size())
                .filter(i -> SPARE.matcher(t.token(i)).matches());
        IntStream usual = Stream.of(t.pad(), t.unk()).flatMapToInt(OptionalInt::stream);
        return Stream.of(named, spare, usual)
                .flatMapToInt(ids -> ids)
                .filter(t::isSpecial)
                .filter(i -> i != t.bos().orElse(-1) && i != t.eos().orElse(-1))
                .findFirst()
                .orElseThrow(() ->
                        new FormatException("the vocabulary of %s has no token to spare that could stand for a picture"
                                .formatted(source.path())));
    }
}
