package org.menura.conference.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * The file that names a conference to be drawn.
 *
 * @param seed of the conference
 * @param approval whether a person approves the booking of the venue
 * @param mind folder of the model that takes the decisions unless the user names one; null for the one that comes with Menura
 */
record ConferenceFile(long seed, boolean approval, @Nullable Path mind) {
    /** That of a folder with inputs of its own. */
    static final ConferenceFile NONE = new ConferenceFile(0, false, null);

    static final String NAME = "conference.yaml";

    private static final Set<String> SETTINGS = Set.of("seed", "approval", "mind");

    static ConferenceFile read(Path file) throws IOException {
        Map<String, String> values = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            String plain = line.replaceFirst("(^|\\s)#.*", "").strip();
            int colon = plain.indexOf(':');
            if (plain.isEmpty()) {
                continue;
            }
            if (colon < 0) {
                throw new FormatException("%s: '%s' is no line of the form NAME: VALUE".formatted(file, plain));
            }
            String name = plain.substring(0, colon).strip();
            if (!SETTINGS.contains(name)) {
                throw new FormatException(
                        "%s: there is no setting '%s'; there are seed, approval and mind".formatted(file, name));
            }
            values.put(name, plain.substring(colon + 1).strip());
        }
        String approval = values.getOrDefault("approval", "false");
        if (!approval.equals("true") && !approval.equals("false")) {
            throw new FormatException("%s: approval is true or false, not '%s'".formatted(file, approval));
        }
        try {
            return new ConferenceFile(
                    Long.parseLong(values.getOrDefault("seed", "")),
                    approval.equals("true"),
                    mind(file, values.get("mind")));
        } catch (NumberFormatException e) {
            throw new FormatException("%s: seed is a whole number".formatted(file), e);
        }
    }

    private static @Nullable Path mind(Path file, @Nullable String name) {
        if (name == null) {
            return null;
        }
        Path folder = file.toAbsolutePath().normalize().resolveSibling(name).normalize();
        if (!Files.isDirectory(folder)) {
            throw new FormatException(
                    "%s: there is no model %s; name another, or leave the line out for the model that comes with Menura"
                            .formatted(file, folder));
        }
        return folder;
    }
}
