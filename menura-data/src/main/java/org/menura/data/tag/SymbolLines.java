package org.menura.data.tag;

import java.util.ArrayList;
import java.util.List;
import org.menura.data.plan.Options;
import org.menura.data.text.PointSet;
import org.menura.data.text.Slices;
import org.menura.data.text.Splits;
import org.menura.data.text.TextView;

/**
 * Removes lines of nothing but symbols and spaces, as datatrove's formatter does; blank lines stay.
 *
 * @param symbols the symbols
 * @param instead a line that is put for each group of them; empty: none
 */
record SymbolLines(PointSet symbols, String instead) implements TextFilter {
    static SymbolLines of(Options options) {
        return new SymbolLines(
                options.has("symbols") ? PointSet.of(options.text("symbols")) : PointSet.PUNCTUATION,
                options.text("replace_char", ""));
    }

    @Override
    public String name() {
        return "symbol_lines";
    }

    @Override
    public Verdict judge(TextView text) {
        int[] points = text.points();
        Slices lines = Splits.anyLines(points, 0, points.length);
        List<String> kept = new ArrayList<>();
        boolean removing = false;
        for (int l = 0; l < lines.size(); l++) {
            int start = lines.start(l);
            int end = lines.end(l);
            boolean removed = Splits.stripStart(points, start, end) < end;
            for (int i = start; i < end && removed; i++) {
                removed = points[i] == ' ' || symbols.contains(points[i]);
            }
            if (!removed) {
                kept.add(text.slice(start, end));
            } else if (!removing && !instead.isEmpty()) {
                kept.add(instead);
            }
            removing = removed;
        }
        String left = String.join("\n", kept);
        return left.equals(text.text()) ? Verdict.KEEP : new Verdict.Change(left);
    }
}
