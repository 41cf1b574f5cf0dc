package org.menura.world.textworld.story;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.menura.world.textworld.game.Entity;

/** How things are called and by which words commands call them. */
final class Names {
    private static final List<String> NO_NAME_ALONE = List.of("the", "of");

    private Names() {}

    /** Gives a thing its name, description and the phrases that mean it. */
    static void give(Thing thing, Entity entity) {
        String name = entity.name() == null ? "" : entity.name();
        if (thing.isA("room")) {
            thing.name = "-= " + title(name) + " =-";
            thing.description = Template.parse(entity.description() == null ? "" : entity.description());
            return;
        }
        thing.name = Template.quoted(name);
        if (entity.description() != null) {
            thing.description = Template.parse(entity.description().replace("\n", "[line break]"));
        }
        thing.article = entity.indefinite() == null || entity.indefinite().isEmpty() ? null : entity.indefinite();
        thing.proper = thing.isA("door");
        List<List<String>> phrases = thing.phrases;
        entity.synonyms().forEach(synonym -> phrases.add(Words.of(synonym)));
        if (!name.isBlank()) {
            phrases.add(Words.of(name));
            List<String> words = new ArrayList<>(List.of(name.trim().split("\\s+")));
            if (words.size() > 1) {
                for (String word : words) {
                    if (!NO_NAME_ALONE.contains(word.toLowerCase(Locale.ROOT))) {
                        phrases.add(Words.of(word));
                    }
                }
            }
        }
        phrases.removeIf(List::isEmpty);
        phrases.sort(Comparator.comparing((List<String> phrase) -> -phrase.size()));
    }

    /** Returns a text whose words begin with capitals, the others being small, as Python's {@code str.title}. */
    static String title(String text) {
        StringBuilder title = new StringBuilder();
        boolean inWord = false;
        for (char c : text.toCharArray()) {
            title.append(inWord ? Character.toLowerCase(c) : Character.toTitleCase(c));
            inWord = Character.isLetter(c);
        }
        return title.toString();
    }

    static List<List<String>> ofDirection(String direction) {
        return switch (direction) {
            case "north", "south", "east", "west", "up", "down" ->
                List.of(List.of(direction), List.of(direction.substring(0, 1)));
            case "inside" -> List.of(List.of("inside"), List.of("in"));
            case "outside" -> List.of(List.of("outside"), List.of("out"));
            default -> List.of(List.of(direction), List.of(direction.substring(0, 1) + direction.charAt(5)));
        };
    }

    /** Returns {@code a} or {@code an}, by the first letter of what follows. */
    static String article(String name) {
        return !name.isEmpty() && "aeiouAEIOU".indexOf(name.charAt(0)) >= 0 ? "an " : "a ";
    }
}
