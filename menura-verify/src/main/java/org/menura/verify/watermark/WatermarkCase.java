package org.menura.verify.watermark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.menura.format.FormatException;
import org.menura.verify.Check;

/**
 * A folder of recorded watermarks: random generators, KGW's green lists, logits and detector, SynthID-Text's scores, g-values
 * and detectors, texts with what detectors say of them. Any of the files may lack.
 */
public final class WatermarkCase {
    private static final Map<String, Function<Path, List<Check>>> FILES = new LinkedHashMap<>();

    static {
        FILES.put("generators.jsonl", GeneratorRecords::compare);
        FILES.put("kgw-greenlists.jsonl", KgwRecords::greenLists);
        FILES.put("kgw-logits.jsonl", KgwRecords::logits);
        FILES.put("kgw-detector.jsonl", KgwRecords::detector);
        FILES.put("synthid-scores.jsonl", SynthIdScoreRecords::compare);
        FILES.put("synthid-gvalues.jsonl", SynthIdTextRecords::values);
        FILES.put("synthid-detectors.jsonl", SynthIdTextRecords::detectors);
        FILES.put("gemma-texts.jsonl", TextRecords::compare);
    }

    private WatermarkCase() {}

    /** Returns whether a folder holds such a file. */
    public static boolean isIn(Path folder) {
        return FILES.keySet().stream().anyMatch(name -> Files.isRegularFile(folder.resolve(name)));
    }

    /**
     * Compares all records of a folder.
     *
     * @return a check per kind of output and case
     */
    public static List<Check> run(Path folder) {
        List<Check> checks = new ArrayList<>();
        FILES.forEach((name, kind) -> {
            Path file = folder.resolve(name);
            if (Files.isRegularFile(file)) {
                List<Check> some = kind.apply(file);
                if (some.isEmpty()) {
                    throw new FormatException(file + " holds no records to compare with.");
                }
                checks.addAll(some);
            }
        });
        return checks;
    }
}
