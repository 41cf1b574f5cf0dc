package org.menura.generate.session;

import java.util.List;
import org.menura.model.InputEmbeds;

/**
 * A prompt: token ids, and embeddings where it holds more than tokens.
 *
 * @param ids in the rows that are no tokens any id
 * @param embeds embeddings of those rows, by their places in the prompt
 * @param bidirectional whether all rows attend to each other, if the prompt stands at the start
 */
public record Prompt(int[] ids, List<InputEmbeds> embeds, boolean bidirectional) {
    public Prompt {
        embeds = List.copyOf(embeds);
    }

    /** Returns a prompt of tokens alone. */
    public static Prompt of(int... ids) {
        return new Prompt(ids, List.of(), false);
    }
}
