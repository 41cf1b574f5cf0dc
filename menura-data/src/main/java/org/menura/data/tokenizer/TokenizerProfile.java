package org.menura.data.tokenizer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a tokenizer beside the vocabulary that it learns: special tokens, chat template and context length.
 *
 * @param specialTokens the control tokens; their ids are 0, 1, 2, … in this order
 * @param unk the token for text that the vocabulary can't express
 * @param bos the token that begins a sequence
 * @param eos the token that ends one
 * @param pad the token that fills up batches
 * @param addBos whether {@code bos} is put before each text
 * @param addEos whether {@code eos} is put behind each text
 * @param chatTemplate Jinja source that renders a conversation
 * @param modelMaxLength context length of the model in tokens, 0 if that is not said
 */
public record TokenizerProfile(
        List<String> specialTokens,
        @Nullable String unk,
        @Nullable String bos,
        @Nullable String eos,
        @Nullable String pad,
        boolean addBos,
        boolean addEos,
        @Nullable String chatTemplate,
        int modelMaxLength) {
    /**
     * Checks the profile.
     *
     * @throws IllegalArgumentException if special tokens repeat, are shorter than two characters or spelled like a byte
     *     ({@code <0x0A>}), a role is given to a token that is not among them, or a token without a role is to be added
     */
    public TokenizerProfile {
        specialTokens = List.copyOf(specialTokens);
        Set<String> seen = new HashSet<>();
        for (String token : specialTokens) {
            if (token.codePointCount(0, token.length()) < 2 || ByteTokens.isByte(token) || !seen.add(token)) {
                throw new IllegalArgumentException(
                        "The special token '" + token
                                + "' must have at least two characters, not be spelled like a byte (<0x0A>), and be given once.");
            }
        }
        checkRole("unk", unk, seen);
        checkRole("bos", bos, seen);
        checkRole("eos", eos, seen);
        checkRole("pad", pad, seen);
        if ((addBos && bos == null) || (addEos && eos == null)) {
            throw new IllegalArgumentException("Texts can't get a bos or eos token that the profile does not name: name"
                    + " one of the special tokens as bos or eos.");
        }
        if (modelMaxLength < 0) {
            throw new IllegalArgumentException("The model's length must be 0 or more, and is " + modelMaxLength + ".");
        }
    }

    private static void checkRole(String role, @Nullable String token, Set<String> known) {
        if (token != null && !known.contains(token)) {
            throw new IllegalArgumentException(
                    "The " + role + " token '" + token + "' must be one of the special tokens " + known + ".");
        }
    }

    /** Returns a profile without special tokens. */
    public static TokenizerProfile none() {
        return new TokenizerProfile(List.of(), null, null, null, null, false, false, null, 0);
    }

    /** Returns GPT-2's profile: {@code <|endoftext|>}, id 0, stands between texts. */
    public static TokenizerProfile endOfText() {
        String end = "<|endoftext|>";
        return new TokenizerProfile(List.of(end), null, end, end, null, false, false, null, 0);
    }

    /**
     * Returns Llama's profile: {@code <unk>}, {@code <s>} and {@code </s>} are ids 0, 1 and 2, and texts begin with
     * {@code <s>}.
     */
    public static TokenizerProfile llama() {
        return new TokenizerProfile(
                List.of("<unk>", "<s>", "</s>"), "<unk>", "<s>", "</s>", null, true, false, null, 0);
    }

    /**
     * Returns BERT's profile: texts stand between {@code [CLS]} and {@code [SEP]}; {@code [PAD]} is id 0 and {@code
     * [MASK]} id 4.
     */
    public static TokenizerProfile bert() {
        return new TokenizerProfile(
                List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"),
                "[UNK]",
                "[CLS]",
                "[SEP]",
                "[PAD]",
                true,
                true,
                null,
                0);
    }

    /** Returns a copy with more special tokens behind the present ones. */
    public TokenizerProfile withTokens(String... more) {
        List<String> tokens = new ArrayList<>(specialTokens);
        tokens.addAll(List.of(more));
        return new TokenizerProfile(tokens, unk, bos, eos, pad, addBos, addEos, chatTemplate, modelMaxLength);
    }

    /** Returns a copy with one of the special tokens as padding. */
    public TokenizerProfile withPad(String token) {
        return new TokenizerProfile(specialTokens, unk, bos, eos, token, addBos, addEos, chatTemplate, modelMaxLength);
    }

    /** Returns a copy with {@code bos} and {@code eos} added around each text, or not. */
    public TokenizerProfile withAround(boolean bosBefore, boolean eosBehind) {
        return new TokenizerProfile(
                specialTokens, unk, bos, eos, pad, bosBefore, eosBehind, chatTemplate, modelMaxLength);
    }

    /** Returns a copy with a chat template. */
    public TokenizerProfile withChatTemplate(String jinja) {
        return new TokenizerProfile(specialTokens, unk, bos, eos, pad, addBos, addEos, jinja, modelMaxLength);
    }

    /** Returns a copy with a maximum context length of the model, in tokens. */
    public TokenizerProfile withModelMaxLength(int tokens) {
        return new TokenizerProfile(specialTokens, unk, bos, eos, pad, addBos, addEos, chatTemplate, tokens);
    }
}
