package org.menura.data.tag;

import org.menura.data.text.PointSet;
import org.menura.data.text.Slices;
import org.menura.data.text.Splits;
import org.menura.data.text.TextView;

/**
 * Drops texts that are lists, menus or repeated lines (Penedo et al., FineWeb, 2024), as datatrove's {@code
 * FineWebQualityFilter} does.
 *
 * @param minPunctuated least share of lines that end in a mark of the stop characters
 * @param allowsNone whether a text without any such line passes
 * @param stopCharacters the marks
 * @param maxShort most of the lines that may be short, as a share
 * @param shortLine longest short line in code points
 * @param maxRepeated most of the characters that may stand in repeated lines
 * @param maxLineFeeds most line feeds a word
 */
public record FineWebQuality(
        double minPunctuated,
        boolean allowsNone,
        PointSet stopCharacters,
        double maxShort,
        int shortLine,
        double maxRepeated,
        double maxLineFeeds)
        implements TextFilter {
    /** datatrove's limits. */
    public static final FineWebQuality DEFAULT =
            new FineWebQuality(0.12, false, PointSet.TERMINAL, 0.67, 30, 0.01, 0.3);

    @Override
    public String name() {
        return "fineweb_quality";
    }

    @Override
    public Verdict judge(TextView text) {
        int[] points = text.points();
        Slices all = Splits.lines(points, 0, points.length);
        Slices lines = new Slices(all.size());
        int punctuated = 0;
        int few = 0;
        for (int l = 0; l < all.size(); l++) {
            int start = all.start(l);
            int end = all.end(l);
            if (Splits.stripStart(points, start, end) < end) {
                lines.add(start, end);
                punctuated += stopCharacters.contains(points[end - 1]) ? 1 : 0;
                few += end - start <= shortLine ? 1 : 0;
            }
        }
        if (lines.size() == 0) {
            return new Verdict.Drop("empty");
        }
        double share = punctuated / (double) lines.size();
        if (share < minPunctuated && !(share == 0 && allowsNone)) {
            return new Verdict.Drop("line_punct_ratio");
        }
        if (few / (double) lines.size() > maxShort) {
            return new Verdict.Drop("short_line_ratio");
        }
        int lineFeeds = all.size() - 1;
        if (Duplicates.of(points, lines).characters() / (double) (points.length - lineFeeds) > maxRepeated) {
            return new Verdict.Drop("char_dup_ratio");
        }
        if (lineFeeds / (double) text.words().size() > maxLineFeeds) {
            return new Verdict.Drop("list_ratio");
        }
        return Verdict.KEEP;
    }
}
