package org.menura.data.tag;

import org.menura.data.text.Slices;
import org.menura.data.text.Splits;
import org.menura.data.text.TextView;

/** Keeps texts that have enough long lines. */
record LongLines(int least, int length) implements TextFilter {
    @Override
    public String name() {
        return "c4_paragraphs";
    }

    @Override
    public Verdict judge(TextView text) {
        Slices lines = Splits.lines(text.points(), 0, text.length());
        int found = 0;
        for (int l = 0; l < lines.size(); l++) {
            found += lines.length(l) >= length ? 1 : 0;
        }
        return found >= least ? Verdict.KEEP : new Verdict.Drop("few long paragraphs");
    }
}
