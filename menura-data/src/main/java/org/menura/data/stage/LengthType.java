package org.menura.data.stage;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.menura.data.plan.MapStage;
import org.menura.data.plan.Options;
import org.menura.data.plan.Outcome;
import org.menura.data.plan.Stage;
import org.menura.data.plan.StageType;
import org.menura.data.text.Characters;

/** The stage {@code length}: keeps documents whose text, without blanks around it, has a number of code points. */
public final class LengthType implements StageType {
    @Override
    public String name() {
        return "length";
    }

    @Override
    public String description() {
        return "Keeps documents of at least min and at most max code points (or bytes: unit), blanks around the text aside.";
    }

    @Override
    public Stage create(Options options) {
        long least = options.whole("min", 1, 0, Integer.MAX_VALUE);
        long most = options.whole("max", Integer.MAX_VALUE, 0, Integer.MAX_VALUE);
        boolean inBytes = options.choice("unit", "code_points", List.of("code_points", "bytes"))
                .equals("bytes");
        return (MapStage) row -> {
            String text = stripped(row.text());
            int length = inBytes ? text.getBytes(StandardCharsets.UTF_8).length : text.codePointCount(0, text.length());
            String detail = length + (inBytes ? " bytes" : " code points");
            return length < least
                    ? Outcome.drop("too short", detail)
                    : length > most ? Outcome.drop("too long", detail) : Outcome.keep(row);
        };
    }

    /** A text without Unicode's White_Space at its ends, as Dolma's mixer measures it; all of it is in the basic plane. */
    private static String stripped(String text) {
        int to = text.length();
        while (to > 0 && Characters.isWhiteSpace(text.charAt(to - 1))) {
            to--;
        }
        int from = 0;
        while (from < to && Characters.isWhiteSpace(text.charAt(from))) {
            from++;
        }
        return text.substring(from, to);
    }
}
