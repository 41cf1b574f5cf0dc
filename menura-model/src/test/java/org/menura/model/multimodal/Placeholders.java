package org.menura.model.multimodal;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.menura.model.Features;
import org.menura.model.ForwardBatch;
import org.menura.model.InputEmbeds;

/** Passes in which what was perceived stands for placeholders. */
final class Placeholders {
    private Placeholders() {}

    /** Ids in which each of some placeholders stands as often as its input has rows. */
    static int[] repeated(int placeholder, int[] ids, Features features) {
        int[] input = {0};
        return Arrays.stream(ids)
                .flatMap(id -> IntStream.generate(() -> id)
                        .limit(id == placeholder ? features.segments().length(input[0]++) : 1))
                .toArray();
    }

    /** A pass whose ids hold a placeholder for each row. */
    static ForwardBatch filled(MultimodalModel model, ForwardBatch pass, InputModality input, Features features) {
        int[] at = IntStream.range(0, pass.ids().length)
                .filter(i -> pass.ids()[i] == input.placeholder())
                .toArray();
        ForwardBatch filled = pass.withEmbeds(List.of(new InputEmbeds(at, features.rows())));
        return model.bidirectionalPrompt()
                ? filled.withPrefixes(IntStream.range(0, pass.segments().count())
                        .map(pass.segments()::length)
                        .toArray())
                : filled;
    }
}
