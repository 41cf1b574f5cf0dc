package org.menura.generate.constrain.regex;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.menura.generate.constrain.grammar.CodePoints;

/** Characters that differ in case only: all that share upper and lower case, directly or through another. */
final class CaseFolding {
    private static final List<CodePoints> ALIKE = alike();

    private CaseFolding() {}

    /** Returns a set with all characters that differ from one of its own in case only. */
    static CodePoints close(CodePoints set) {
        CodePoints out = set;
        for (CodePoints same : ALIKE) {
            if (!same.and(set).isEmpty()) {
                out = out.or(same);
            }
        }
        return out;
    }

    private static List<CodePoints> alike() {
        Map<Integer, CodePoints> byFold = new HashMap<>();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            int fold = Character.toLowerCase(Character.toUpperCase(c));
            if (fold != c) {
                CodePoints both = CodePoints.of(c).or(CodePoints.of(fold));
                byFold.merge(fold, both, CodePoints::or);
            }
        }
        return new ArrayList<>(byFold.values());
    }
}
