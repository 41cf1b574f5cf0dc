package org.menura.conference.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.menura.format.FormatException;

/**
 * The file that names a conference to be drawn.
 *
 * @param seed of the conference
 * @param approval whether a person approves the booking of the venue
 */
record ConferenceFile(long seed, boolean approval) {
    static final String NAME = "conference.yaml";

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
            if (!name.equals("seed") && !name.equals("approval")) {
                throw new FormatException(
                        "%s: there is no setting '%s'; there are seed and approval".formatted(file, name));
            }
            values.put(name, plain.substring(colon + 1).strip());
        }
        String approval = values.getOrDefault("approval", "false");
        if (!approval.equals("true") && !approval.equals("false")) {
            throw new FormatException("%s: approval is true or false, not '%s'".formatted(file, approval));
        }
        try {
            return new ConferenceFile(Long.parseLong(values.getOrDefault("seed", "")), approval.equals("true"));
        } catch (NumberFormatException e) {
            throw new FormatException("%s: seed is a whole number".formatted(file), e);
        }
    }
}
