package org.menura.generate.session;

import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.menura.tensor.annotation.Internal;

/**
 * Packs texts into forward passes: those of one kind, so that each becomes what it would alone, and of similar lengths, as
 * the longest decides how long attention takes.
 */
@Internal
public final class Packs {
    /** Tokens that pass through the model at once, if they belong to several texts. */
    private static final int ROWS = 2048;

    private Packs() {}

    /**
     * Hands over the texts of each pass.
     *
     * @param lengths of the texts in tokens
     * @param pass gets the numbers of some texts, and how they are computed
     */
    public static void of(List<Integer> lengths, BiConsumer<List<Integer>, PassKind> pass) {
        of(lengths, i -> PassKind.ofPrompt(lengths.get(i)), pass);
    }

    /**
     * Hands over the ends of texts, which are computed as the whole texts are.
     *
     * @param lengths of what is read of each, in tokens
     * @param kinds says how a text is computed
     * @param pass gets the numbers of some texts, and how they are computed
     */
    public static void of(
            List<Integer> lengths, IntFunction<PassKind> kinds, BiConsumer<List<Integer>, PassKind> pass) {
        List<Integer> order = IntStream.range(0, lengths.size())
                .boxed()
                .sorted(Comparator.comparingInt(lengths::get))
                .toList();
        int from = 0;
        while (from < order.size()) {
            int to = from;
            int rows = 0;
            PassKind kind = kinds.apply(order.get(from));
            while (to < order.size()
                    && (to == from || rows + lengths.get(order.get(to)) <= ROWS)
                    && kind.equals(kinds.apply(order.get(to)))) {
                rows += lengths.get(order.get(to++));
            }
            pass.accept(order.subList(from, to), kind);
            from = to;
        }
    }
}
