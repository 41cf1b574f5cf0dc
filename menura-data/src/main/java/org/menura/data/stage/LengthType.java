package org.menura.data.stage;

import org.menura.data.plan.MapStage;
import org.menura.data.plan.Options;
import org.menura.data.plan.Outcome;
import org.menura.data.plan.Stage;
import org.menura.data.plan.StageType;

/** The stage {@code length}: keeps documents whose text, without blanks around it, has a number of code points. */
public final class LengthType implements StageType {
    @Override
    public String name() {
        return "length";
    }

    @Override
    public String description() {
        return "Keeps documents of at least min and at most max code points, blanks around the text aside.";
    }

    @Override
    public Stage create(Options options) {
        long least = options.whole("min", 1, 0, Integer.MAX_VALUE);
        long most = options.whole("max", Integer.MAX_VALUE, 0, Integer.MAX_VALUE);
        return (MapStage) row -> {
            String text = row.text().strip();
            int length = text.codePointCount(0, text.length());
            return length < least
                    ? Outcome.drop("too short", length + " code points")
                    : length > most ? Outcome.drop("too long", length + " code points") : Outcome.keep(row);
        };
    }
}
