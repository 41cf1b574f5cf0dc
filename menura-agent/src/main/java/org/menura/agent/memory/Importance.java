package org.menura.agent.memory;

import java.util.List;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.Prompt;
import org.menura.chat.Message;

/** Judges how important a memory is. */
@FunctionalInterface
public interface Importance {
    /** The mark of a memory that nothing is known of. */
    double USUAL = 5;

    /** Returns a mark from 1 (mundane) to 10 (poignant). */
    double of(String text, long seed) throws InterruptedException;

    /** Gives all memories the same mark. */
    static Importance same() {
        return (_, _) -> USUAL;
    }

    /** Asks a mind, which chooses among the ten marks. */
    static Importance by(Mind mind) {
        List<String> marks = List.of("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
        return (text, seed) ->
                Double.parseDouble(mind.think(Prompt.of(Message.user("""
                                On a scale from 1 (mundane, such as a greeting) to 10 (decisive, such as a decision, a deadline or a loss), how important is it to remember this?

                                %s""".formatted(text))), new Ask.Choice(marks), seed)
                        .text());
    }
}
