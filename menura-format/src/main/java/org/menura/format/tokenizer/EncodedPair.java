package org.menura.format.tokenizer;

import java.util.Arrays;

/**
 * The token ids of two texts joined into one sequence, with their segment ids.
 *
 * @param ids the token ids
 * @param typeIds for each id the segment that it belongs to: 0 or 1 for BERT, always 0 for tokenizers that know none
 */
public record EncodedPair(int[] ids, int[] typeIds) {
    /**
     * Encodes two texts with the tokens around them. Where they are too long, the longer one is cut at its end first
     * (tokenizers' {@code longest_first}); of two that are both cut, it keeps the odd token, the second if they are alike.
     *
     * @param maxLength of the whole sequence in tokens
     */
    public static EncodedPair of(Tokenizer tokenizer, String first, String second, int maxLength) {
        EncodedPair whole = tokenizer.encodePair(first, second, true);
        int surplus = whole.ids.length - maxLength;
        if (surplus <= 0) {
            return whole;
        }
        int[] bare = tokenizer.encodePair(first, second, false).ids;
        int firstLength = tokenizer.encodePair(first, "", false).ids.length;
        int secondLength = bare.length - firstLength;
        int firstAt = place(whole.ids, Arrays.copyOf(bare, firstLength), 0);
        int secondAt = place(whole.ids, Arrays.copyOfRange(bare, firstLength, bare.length), firstAt + firstLength);
        int kept = Math.max(0, bare.length - surplus);
        int shorter = Math.min(Math.min(firstLength, secondLength), kept / 2);
        int firstKept = firstLength > secondLength ? kept - shorter : shorter;
        int secondKept = kept - firstKept;
        int[] ids = new int[whole.ids.length];
        int[] types = new int[whole.ids.length];
        int length = 0;
        for (int i = 0; i < ids.length; i++) {
            boolean isCut = i >= firstAt + firstKept && i < firstAt + firstLength
                    || i >= secondAt + secondKept && i < secondAt + secondLength;
            if (!isCut) {
                ids[length] = whole.ids[i];
                types[length++] = whole.typeIds[i];
            }
        }
        return new EncodedPair(Arrays.copyOf(ids, length), Arrays.copyOf(types, length));
    }

    /**
     * Encodes one text with the tokens around it. Where it is too long, its end is cut off and the tokens behind it stay.
     *
     * @param maxLength of the whole sequence in tokens
     */
    public static int[] ofOne(Tokenizer tokenizer, String text, int maxLength) {
        int[] whole = tokenizer.encode(text, true, false);
        if (whole.length <= maxLength) {
            return whole;
        }
        int[] bare = tokenizer.encode(text, false, false);
        int behind = behind(whole, bare);
        int[] out = Arrays.copyOf(whole, maxLength);
        System.arraycopy(whole, whole.length - behind, out, maxLength - behind, behind);
        return out;
    }

    /** Returns how many special tokens stand behind those of a text itself. */
    public static int behind(int[] whole, int[] bare) {
        return whole.length - bare.length - place(whole, bare, 0);
    }

    private static int place(int[] all, int[] part, int from) {
        int at = from;
        while (at + part.length < all.length && !Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
            at++;
        }
        return at;
    }
}
