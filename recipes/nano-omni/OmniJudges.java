package org.menura.recipes.omni;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Who judges drawings, and how well they judge pictures that nobody drew: more cannot be asked of a drawing.
 *
 * @param digits knows the digits of another collection
 * @param groups knows the emoji that the model never learned to draw
 */
record OmniJudges(OmniDigitJudge digits, OmniJudge groups) {
    static OmniJudges of(Path data, Path otherDigits) throws IOException {
        List<OmniJudge.Example> kept = groups(OmniBaselines.emoji(data), false);
        return new OmniJudges(new OmniDigitJudge(otherDigits), new OmniJudge(kept, OmniEmoji.GROUPS.size(), 20, 2));
    }

    private static List<OmniJudge.Example> groups(List<OmniBaselines.Emoji> emoji, boolean drawn) {
        return emoji.stream()
                .filter(e -> e.isDrawn() == drawn)
                .map(e -> new OmniJudge.Example(e.rgb(), OmniEmoji.GROUPS.indexOf(e.group())))
                .toList();
    }

    /** Share of real digits, never shown to the model, that it tells. */
    double digitCeiling(Path data) throws IOException {
        return OmniBaselines.share(OmniBaselines.digits(data, true), e -> digits.label(e.rgb()) == e.label());
    }

    /** Share of the emoji that the model learned to draw whose group it tells. */
    double groupCeiling(Path data) throws IOException {
        return groups.accuracy(groups(OmniBaselines.emoji(data), true));
    }
}
