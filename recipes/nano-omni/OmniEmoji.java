package org.menura.recipes.omni;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * An emoji and what is known of it.
 *
 * @param file its picture, relative to the folder with the data
 * @param rgb [32 · 32], 0xRRGGBB
 * @param caption what it shows, without article
 * @param group one of {@link #GROUPS}
 * @param subgroup OpenMoji's
 * @param tags words that people look for it by
 * @param colour of most of it; see {@link OmniColours}
 * @param part which programs may learn from it
 */
record OmniEmoji(
        String file,
        int[] rgb,
        String caption,
        String group,
        String subgroup,
        List<String> tags,
        String colour,
        Part part) {
    /** Who learns from a picture; told by its name alone. */
    enum Part {
        /** All. */
        ALL,
        /** All but what draws: the judge of drawings learns from these and from those held out. */
        NOT_DRAWN,
        /** Only that judge. */
        HELD_OUT
    }

    static final List<String> GROUPS =
            List.of("smileys", "people", "nature", "food", "travel", "activities", "objects", "symbols", "flags");

    private static final Map<String, String> OF_GROUP = Map.of(
            "smileys-emotion", "smileys",
            "people-body", "people",
            "animals-nature", "nature",
            "food-drink", "food",
            "travel-places", "travel",
            "activities", "activities",
            "objects", "objects",
            "symbols", "symbols",
            "flags", "flags");

    /** For OpenMoji's own emoji, and for those that Unicode does not count as emoji. */
    private static final Map<String, String> OF_SUBGROUP = Map.ofEntries(
            Map.entry("animals-nature", "nature"),
            Map.entry("climate-environment", "nature"),
            Map.entry("flags", "flags"),
            Map.entry("subdivision-flag", "flags"),
            Map.entry("food-drink", "food"),
            Map.entry("gardening", "objects"),
            Map.entry("healthcare", "objects"),
            Map.entry("objects", "objects"),
            Map.entry("technology", "objects"),
            Map.entry("people", "people"),
            Map.entry("smileys-emotion", "smileys"),
            Map.entry("travel-places", "travel"));

    private static final Set<String> UNCOUNTED = Set.of(
            "bread",
            "rice",
            "cheese",
            "butter",
            "honey",
            "fire",
            "fog",
            "wind",
            "money",
            "music",
            "ice",
            "salt",
            "water",
            "hair",
            "soap",
            "jeans",
            "poultry",
            "broccoli",
            "garlic",
            "ginger",
            "spaghetti",
            "bacon",
            "sake",
            "snow");

    /** Reads all of them and writes their pictures below {@code out}, in the order of their names. */
    static List<OmniEmoji> unpack(Path data, Path out) throws IOException {
        Files.createDirectories(out.resolve("emoji"));
        Map<String, OmniEmoji> all = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(data.resolve("openmoji.zip").toFile())) {
            List<String> rows = Files.readAllLines(data.resolve("openmoji.tsv"));
            for (String row : rows.subList(1, rows.size())) {
                String[] cells = row.split("\t", -1);
                ZipEntry entry = zip.getEntry(cells[0] + ".png");
                int[] rgb = OmniPictures.emoji(zip.getInputStream(entry).readAllBytes(), entry.getName());
                String file = "emoji/" + entry.getName();
                Files.write(out.resolve(file), OmniPictures.png(rgb));
                List<String> tags = cells[4].isEmpty() ? List.of() : List.of(cells[4].split(", "));
                all.put(
                        file,
                        new OmniEmoji(
                                file,
                                rgb,
                                caption(cells[1]),
                                OF_GROUP.getOrDefault(cells[2], OF_SUBGROUP.getOrDefault(cells[3], "symbols")),
                                cells[3],
                                tags,
                                OmniColours.of(rgb, OmniPictures.SIDE),
                                part(cells[0])));
            }
        }
        return List.copyOf(all.values());
    }

    private static String caption(String text) {
        return text.replaceAll("[“”]", "\"")
                .replace('’', '\'')
                .replaceFirst("^(flag|family): ", "$1 of ")
                .replaceFirst("^keycap: ", "keycap ")
                .replace(": ", ", ");
    }

    private static Part part(String name) {
        int twentieth = OmniData.hash(name, 20);
        return twentieth < 2 ? Part.HELD_OUT : twentieth == 2 ? Part.NOT_DRAWN : Part.ALL;
    }

    /** Whether it is a thing of a plain name, as people ask for: not a flag, a sign or one of many alike persons. */
    boolean isThing() {
        return List.of("smileys", "nature", "food", "travel", "activities").contains(group)
                && caption.split(" ").length <= 2;
    }

    boolean isAnimal() {
        boolean own = subgroup.equals("animals-nature") && !caption.matches("poppy|microbe");
        return own || subgroup.startsWith("animal-") || subgroup.equals("cat-face") || subgroup.equals("monkey-face");
    }

    /** Such as "an apple", "glasses", "the flag of Chad". */
    String phrase() {
        return withArticle(caption);
    }

    /** The same with its colour, unless the caption names one; flags have several. */
    String colouredPhrase() {
        boolean said = OmniColours.named(caption) || caption.startsWith("flag of ");
        return said ? phrase() : withArticle(colour + " " + caption);
    }

    private static String withArticle(String text) {
        if (text.matches("flag of .*|keycap .*")) {
            return "the " + text;
        }
        String head = text.replaceFirst("(,| with| of| in| on| and| from| holding| gesturing| facing)\\b.*", "");
        String last = head.substring(head.lastIndexOf(' ') + 1);
        boolean plural = last.endsWith("s") && !last.matches(".*(ss|us|is)") || last.endsWith("'s");
        boolean proper = Character.isUpperCase(text.charAt(0)) || !Character.isLetter(text.charAt(0));
        if (plural || proper || UNCOUNTED.contains(last)) {
            return text;
        }
        boolean vowel = text.matches("[aeio].*|u[^ns].*|hour.*") && !text.matches("(one|eu).*");
        return (vowel ? "an " : "a ") + text;
    }

    /** What people write beside such a picture. */
    List<String> texts() {
        List<String> texts = new ArrayList<>(List.of(caption, phrase(), phrase() + ", " + group));
        if (!colouredPhrase().equals(phrase())) {
            texts.add(colouredPhrase());
        }
        List<String> more =
                tags.stream().filter(t -> !caption.contains(t)).limit(3).toList();
        if (!more.isEmpty()) {
            texts.add(caption + ", " + String.join(", ", more));
        }
        return texts;
    }
}
