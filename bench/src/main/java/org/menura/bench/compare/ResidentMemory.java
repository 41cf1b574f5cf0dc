package org.menura.bench.compare;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code /proc/PID/smaps} of Linux: what of each mapping is resident. */
final class ResidentMemory {
    private static final Pattern MAPPING = Pattern.compile("[0-9a-f]+-[0-9a-f]+ \\S+ \\S+ \\S+ \\S+ *(.*)");
    private static final Pattern RESIDENT = Pattern.compile("Rss: *([0-9]+) kB");

    private ResidentMemory() {}

    /** Resident kibibytes of all mappings but those of {@code file}. */
    static long beyond(List<String> smaps, String file) {
        long sum = 0;
        boolean isFile = false;
        for (String line : smaps) {
            Matcher resident = RESIDENT.matcher(line);
            if (resident.matches()) {
                sum += isFile ? 0 : Long.parseLong(resident.group(1));
                continue;
            }
            Matcher mapping = MAPPING.matcher(line);
            if (mapping.matches()) {
                isFile = mapping.group(1).equals(file);
            }
        }
        return sum;
    }
}
