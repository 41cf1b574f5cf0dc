package org.menura.format.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.format.FormatException;

/**
 * Finds the packages over which a registry's limits made a model be spread: those that the METADATA of a package requires
 * under its own name with a part's number, {@code name-part1}, {@code name-part2}, and so on.
 */
final class PackageParts {
    private static final int MAX_PARTS = 1000;
    private static final Pattern REQUIRED = Pattern.compile(
            "Requires-Dist:\\s*(?<name>[A-Za-z0-9][\\w.-]*)\\s*\\(?(==\\s*(?<version>\\w[\\w.!+-]*))?[^;]*(?<marker>;.*)?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern PART = Pattern.compile("-part-?\\d+");

    private PackageParts() {}

    /** The parts that {@code metadata} (core metadata, PEP 566) requires for {@code name}, in their order there. */
    static List<PackageReference> of(String name, String metadata) {
        List<PackageReference> parts = new ArrayList<>();
        for (String line : metadata.lines().takeWhile(l -> !l.isBlank()).toList()) {
            Matcher m = REQUIRED.matcher(line);
            if (!m.matches() || m.group("marker") != null && m.group("marker").contains("extra")) {
                continue;
            }
            String required = PackageReference.normalised(m.group("name"));
            if (required.startsWith(name)
                    && PART.matcher(required.substring(name.length())).matches()) {
                parts.add(new PackageReference(required, m.group("version")));
            }
        }
        if (parts.size() > MAX_PARTS) {
            throw new FormatException("pypi:%s requires %d parts".formatted(name, parts.size()));
        }
        return parts;
    }
}
