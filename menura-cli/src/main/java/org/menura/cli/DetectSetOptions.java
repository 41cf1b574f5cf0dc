package org.menura.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.menura.detect.measure.LabelledText;
import org.menura.detect.measure.LabelledTexts;
import org.menura.format.FormatException;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Texts whose origin is known. */
final class DetectSetOptions {
    @Parameters(
            paramLabel = "FILE",
            description =
                    "Human and machine texts as JSON lines or CSV: members domain, model, human, machine; or as HC3, M4, MGTBench"
                            + " and TuringBench have them.")
    private @Nullable Path file;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "0",
            description = "The first N groups of each domain and generator alone (default: all).")
    private int limit;

    @Option(names = "--domain", paramLabel = "NAME", description = "Only this domain; may be given several times.")
    private List<String> domains = List.of();

    @Option(
            names = "--generator",
            paramLabel = "NAME",
            description = "Only this generator; may be given several times.")
    private List<String> generators = List.of();

    /** The file. */
    Path file(Console console) {
        if (file == null) {
            throw console.wrong("which texts? name a file with human and machine texts");
        }
        return file;
    }

    /** The texts. */
    List<LabelledText> read(Console console) {
        if (limit < 0) {
            throw console.wrong("--limit is a number of groups, not " + limit);
        }
        Map<String, Set<String>> groups = new HashMap<>();
        List<LabelledText> out = new ArrayList<>();
        for (LabelledText text : LabelledTexts.read(file(console))) {
            boolean wanted = (domains.isEmpty() || domains.contains(text.domain()))
                    && (generators.isEmpty() || text.generator().isEmpty() || generators.contains(text.generator()));
            if (wanted) {
                Set<String> seen = groups.computeIfAbsent(text.cell(), _ -> new TreeSet<>());
                if (limit == 0 || seen.size() < limit || seen.contains(text.group())) {
                    seen.add(text.group());
                    out.add(text);
                }
            }
        }
        if (out.isEmpty()) {
            throw new FormatException("%s has no texts of these domains and generators".formatted(file));
        }
        return out;
    }
}
