package org.menura.chat.tool;

import java.util.List;
import org.menura.tensor.annotation.Extension;

/**
 * How tool calls are written: {@code begin call separator call … end}. White space around the literals is written as
 * given and read as may be.
 *
 * @param begin what comes before the first call; may be empty
 * @param call the parts of a call
 * @param separator what comes between calls; may be empty
 * @param end what comes behind the last call; may be empty
 * @param traits what is unusual
 */
@Extension
public record CallFormat(String begin, List<CallPart> call, String separator, String end, List<Trait> traits) {
    /** Unusual traits of calls. */
    public enum Trait {
        /** {@code begin} and {@code end} may be missing. */
        LOOSE,
        /** Nothing but the call's form tells it from text, so an object of another form is text. */
        BARE,
        /** Calls begin the answer, or are none. */
        AT_START,
        /** One call an answer. */
        SINGLE
    }

    public CallFormat {
        call = List.copyOf(call);
        traits = List.copyOf(traits);
    }

    /** Returns whether they have a trait. */
    public boolean has(Trait trait) {
        return traits.contains(trait);
    }
}
