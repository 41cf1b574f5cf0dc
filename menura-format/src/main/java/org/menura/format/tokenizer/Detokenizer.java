package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.DetokenizerStep.ByteFallback;
import org.menura.format.tokenizer.DetokenizerStep.ByteLevelAlphabet;
import org.menura.format.tokenizer.DetokenizerStep.Ctc;
import org.menura.format.tokenizer.DetokenizerStep.JoinWords;
import org.menura.format.tokenizer.DetokenizerStep.Metaspace;
import org.menura.format.tokenizer.DetokenizerStep.Replace;
import org.menura.format.tokenizer.DetokenizerStep.Strip;
import org.menura.format.tokenizer.DetokenizerStep.WordEnd;
import org.menura.format.tokenizer.DetokenizerStep.WordPiece;

/**
 * The {@code decoder} of a {@code tokenizer.json}, token by token and in bytes: what the Hugging Face library does to a
 * whole list of tokens, in a form that can stream. One difference: where byte tokens don't form UTF-8, the library
 * replaces every byte of the run by U+FFFD, and this only those that belong to no character.
 *
 * @param steps what happens to each token, in order
 * @param leadingBlanks how many blanks to drop at the start of the text
 */
record Detokenizer(List<DetokenizerStep> steps, int leadingBlanks) {
    /**
     * Compiles the {@code decoder} field; null or missing means that tokens are words.
     *
     * @throws FormatException if there is a kind of step that can't be streamed
     */
    static Detokenizer of(JsonNode decoder) {
        if (decoder.isNull() || decoder.isMissingNode()) {
            return new Detokenizer(List.of(new JoinWords()), 0);
        }
        List<JsonNode> nodes = new ArrayList<>();
        flatten(decoder, nodes);
        List<DetokenizerStep> steps = new ArrayList<>();
        boolean fused = false;
        int leadingBlanks = 0;
        for (JsonNode node : nodes) {
            String type = node.path("type").asText();
            if (type.equals("Fuse")) {
                fused = true;
            } else if (type.equals("Strip") && fused) {
                Strip strip = strip(node);
                if (!strip.content().equals(" ") || strip.stop() != 0) {
                    throw new FormatException("The decoder in tokenizer.json strips the end of the text, or something "
                            + "else than blanks, after Fuse: only leading blanks can be stripped there.");
                }
                leadingBlanks += strip.start();
            } else {
                steps.add(step(node, type));
            }
        }
        return new Detokenizer(List.copyOf(steps), leadingBlanks);
    }

    boolean isByteLevel() {
        return steps.stream().anyMatch(ByteLevelAlphabet.class::isInstance);
    }

    /** The bytes of a token. */
    byte[] bytes(String token, boolean first) {
        String text = token;
        for (DetokenizerStep step : steps) {
            if (step instanceof ByteLevelAlphabet) {
                return ByteLevel.bytes(text);
            }
            if (step instanceof ByteFallback && ByteFallback.isByte(text)) {
                return new byte[] {(byte) Integer.parseInt(text, 3, 5, 16)};
            }
            text = step.apply(text, first);
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns whether a blank goes behind a token where another follows. */
    boolean endsWord(String token) {
        String text = token;
        for (DetokenizerStep step : steps) {
            if (step instanceof WordEnd end && end.ends(text)) {
                return true;
            }
            text = step.apply(text, false);
        }
        return false;
    }

    /** Returns whether it depends on the token before whether a token is dropped; without that none is. */
    boolean isCtc() {
        return steps.stream().anyMatch(Ctc.class::isInstance);
    }

    /** Returns whether no text and no place in the text comes of a token behind another (null if there is none). */
    boolean drops(String token, @Nullable String previous) {
        String text = token;
        String before = previous;
        for (DetokenizerStep step : steps) {
            String next = step.apply(text, false);
            if (step instanceof Ctc && (text.equals(before) || next.isEmpty())) {
                return true;
            }
            text = next;
            before = before == null ? null : step.apply(before, false);
        }
        return false;
    }

    private static void flatten(JsonNode decoder, List<JsonNode> into) {
        if (decoder.path("type").asText().equals("Sequence")) {
            decoder.path("decoders").forEach(child -> flatten(child, into));
        } else {
            into.add(decoder);
        }
    }

    private static DetokenizerStep step(JsonNode node, String type) {
        return switch (type) {
            case "ByteLevel" -> new ByteLevelAlphabet();
            case "ByteFallback" -> new ByteFallback();
            case "BPEDecoder" -> new WordEnd(node.path("suffix").asText("</w>"));
            case "Strip" -> strip(node);
            case "Replace" -> replace(node);
            case "Metaspace" ->
                new Metaspace(
                        node.path("replacement").asText("▁"),
                        !node.path("prepend_scheme").asText("always").equals("never")
                                && node.path("add_prefix_space").asBoolean(true));
            case "WordPiece" ->
                new WordPiece(
                        node.path("prefix").asText("##"), node.path("cleanup").asBoolean(true));
            case "CTC" ->
                new Ctc(
                        node.path("pad_token").asText("<pad>"),
                        node.path("word_delimiter_token").asText("|"),
                        node.path("cleanup").asBoolean(true));
            default ->
                throw new FormatException("The decoder in tokenizer.json has a step of type '" + type
                        + "', which is not supported: BPEDecoder, ByteLevel, ByteFallback, CTC, Fuse, Metaspace, Replace, "
                        + "Sequence, Strip and WordPiece are.");
        };
    }

    private static Strip strip(JsonNode node) {
        return new Strip(
                node.path("content").asText(" "),
                Math.max(0, node.path("start").asInt()),
                Math.max(0, node.path("stop").asInt()));
    }

    private static Replace replace(JsonNode node) {
        JsonNode pattern = node.path("pattern");
        String content = node.path("content").asText();
        if (pattern.path("String").isTextual()) {
            return new Replace(Pattern.compile(pattern.path("String").asText(), Pattern.LITERAL), content);
        }
        String regex = pattern.path("Regex").asText();
        RegexCheck.check(regex);
        try {
            if (RegexCheck.matchesNothing(regex)) {
                throw new FormatException("The decoder in tokenizer.json replaces '" + regex
                        + "', which matches where there is nothing: a pattern must take at least one character.");
            }
            return new Replace(Pattern.compile(regex, Pattern.UNICODE_CHARACTER_CLASS), content);
        } catch (PatternSyntaxException e) {
            throw new FormatException(
                    "The decoder in tokenizer.json replaces the regular expression '" + regex
                            + "', which is not supported: " + e.getDescription() + ".",
                    e);
        }
    }
}
