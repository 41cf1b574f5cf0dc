package org.menura.search;

import java.util.ArrayList;
import java.util.List;
import org.menura.generate.embed.Embedder;

/**
 * A passage of a text: as many lines as a model reads at once.
 *
 * @param first its first line, from 1
 * @param last its last line
 */
public record Passage(int first, int last, String text) {
    /** Tokens of a passage at the most: of long ones, the embedding would say little. */
    private static final int TOKENS = 256;

    /** The part of a passage that the next one begins with, so that what lies at a border is whole in one of them. */
    private static final int OVERLAP = 4;

    /** Returns whether two passages of a file have a line in common. */
    boolean overlaps(Passage other) {
        return first <= other.last && other.first <= last;
    }

    /** A line, or a part of a long one. */
    private record Piece(int line, String text, int tokens) {}

    /** Splits a text into passages that fit the model's window; each begins with the end of the one before. */
    static List<Passage> of(String text, Embedder embedder) {
        int around = embedder.tokens("");
        int most = Math.max(1, Math.min(TOKENS, embedder.window()) - around);
        List<Piece> pieces = pieces(text, embedder, around, most);
        List<Passage> out = new ArrayList<>();
        int from = 0;
        while (from < pieces.size()) {
            int tokens = 0;
            int to = from;
            while (to < pieces.size() && (to == from || tokens + pieces.get(to).tokens <= most)) {
                tokens += pieces.get(to++).tokens;
            }
            add(pieces.subList(from, to), out);
            int next = to;
            int shared = 0;
            while (to < pieces.size() && next - 1 > from && shared + pieces.get(next - 1).tokens <= most / OVERLAP) {
                shared += pieces.get(--next).tokens;
            }
            from = next;
        }
        return out;
    }

    private static void add(List<Piece> pieces, List<Passage> to) {
        StringBuilder text = new StringBuilder();
        int line = pieces.getFirst().line;
        for (Piece piece : pieces) {
            text.append("\n".repeat(piece.line - line)).append(piece.text);
            line = piece.line;
        }
        if (!text.toString().isBlank()) {
            to.add(new Passage(pieces.getFirst().line, line, text.toString().strip()));
        }
    }

    private static List<Piece> pieces(String text, Embedder embedder, int around, int most) {
        List<Piece> out = new ArrayList<>();
        int line = 0;
        for (String whole : text.lines().toList()) {
            line++;
            int tokens = whole.isBlank() ? 0 : embedder.tokens(whole) - around;
            if (tokens < most) {
                out.add(new Piece(line, whole, tokens + 1)); // and one for the line break
            } else {
                cut(whole, line, embedder, around, most, out);
            }
        }
        return out;
    }

    /** Cuts a line at words, or a word that is too long anywhere. */
    private static void cut(String whole, int line, Embedder embedder, int around, int most, List<Piece> to) {
        int from = 0;
        // Tokens lie closer in some places than in others, so each part is tried, and halved where it is too long.
        int guess = Math.max(1, whole.length() * most / Math.max(1, embedder.tokens(whole) - around));
        while (from < whole.length()) {
            int end = Math.min(whole.length(), from + guess);
            int tokens = embedder.tokens(whole.substring(from, end)) - around;
            while (tokens >= most && end > from + 1) {
                end = from + (end - from) / 2;
                tokens = embedder.tokens(whole.substring(from, end)) - around;
            }
            int space = whole.lastIndexOf(' ', end - 1) + 1;
            int cut = end == whole.length() || space <= from ? end : space;
            if (cut < whole.length() && Character.isLowSurrogate(whole.charAt(cut)) && cut > from + 1) {
                cut--;
            }
            to.add(new Piece(line, whole.substring(from, cut), tokens + 1));
            from = cut;
        }
    }
}
