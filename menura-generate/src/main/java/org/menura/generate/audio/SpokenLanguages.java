package org.menura.generate.audio;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The languages that Whisper knows, as people and files name them: by code, by the code's token, or in English. */
final class SpokenLanguages {
    /** Names and spellings beside those that Java gives the codes. */
    private static final Map<String, String> OTHERS = Map.ofEntries(
            Map.entry("bengali", "bn"),
            Map.entry("castilian", "es"),
            Map.entry("flemish", "nl"),
            Map.entry("haitian", "ht"),
            Map.entry("javanese", "jw"),
            Map.entry("letzeburgesch", "lb"),
            Map.entry("mandarin", "zh"),
            Map.entry("maori", "mi"),
            Map.entry("moldavian", "ro"),
            Map.entry("moldovan", "ro"),
            Map.entry("myanmar", "my"),
            Map.entry("nynorsk", "nn"),
            Map.entry("panjabi", "pa"),
            Map.entry("pushto", "ps"),
            Map.entry("sinhalese", "si"),
            Map.entry("valencian", "ca"));

    private SpokenLanguages() {}

    /**
     * Finds the code of a language.
     *
     * @param codes of the languages that a model knows
     * @return empty if it is none of them
     */
    static Optional<String> code(String given, Collection<String> codes) {
        String name = given.toLowerCase(Locale.ROOT);
        if (name.startsWith("<|") && name.endsWith("|>")) {
            name = name.substring(2, name.length() - 2);
        }
        if (codes.contains(name)) {
            return Optional.of(name);
        }
        String other = OTHERS.get(name);
        if (other != null && codes.contains(other)) {
            return Optional.of(other);
        }
        for (String code : codes) {
            if (Locale.of(code).getDisplayLanguage(Locale.ENGLISH).equalsIgnoreCase(name)) {
                return Optional.of(code);
            }
        }
        return Optional.empty();
    }
}
