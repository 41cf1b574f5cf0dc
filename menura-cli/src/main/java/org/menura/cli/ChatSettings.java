package org.menura.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options of a conversation that can be changed while it goes on: those by which tokens are chosen and texts end. */
final class ChatSettings {
    private static final List<String> USUAL =
            List.of("temp", "top-k", "top-p", "min-p", "repeat-penalty", "seed", "predict");

    private final List<OptionSpec> options = new ArrayList<>();

    /**
     * Those of a command.
     *
     * @param mixins names of the fields that hold them
     */
    ChatSettings(CommandSpec command, String... mixins) {
        for (String mixin : mixins) {
            CommandSpec of = command.mixins().get(mixin);
            if (of == null) {
                throw new IllegalStateException("no options " + mixin);
            }
            of.options().stream()
                    .filter(o -> o.longestName().startsWith("--"))
                    .forEach(o -> options.add(command.findOption(o.longestName())));
        }
    }

    /**
     * Changes one.
     *
     * @param name an option's name, without dashes
     * @return what takes the change back
     * @throws IllegalArgumentException if there is no such option, or the value is none
     */
    Runnable set(String name, String value) {
        OptionSpec option = find(name);
        Object before = option.getValue();
        option.setValue(converted(option, name, value));
        return () -> option.setValue(before);
    }

    private OptionSpec find(String name) {
        String bare = name.replaceFirst("^-+", "").toLowerCase(Locale.ROOT).replace('_', '-');
        List<String> names = new ArrayList<>();
        for (OptionSpec option : options) {
            for (String known : option.names()) {
                String plain = known.replaceFirst("^-+", "");
                if (plain.equals(bare)) {
                    return option;
                }
                names.add(plain);
            }
        }
        List<String> near = Suggestions.nearest(bare, names);
        throw new IllegalArgumentException("there is no setting %s; %s"
                .formatted(
                        name,
                        near.isEmpty()
                                ? "there are "
                                        + options.stream()
                                                .map(ChatSettings::plain)
                                                .collect(Collectors.joining(", "))
                                : "did you mean " + String.join(" or ", near) + "?"));
    }

    private static Object converted(OptionSpec option, String name, String value) {
        Class<?> type = option.type();
        try {
            if (type == float.class || type == Float.class) {
                return Float.valueOf(value);
            }
            if (type == int.class || type == Integer.class) {
                return Integer.valueOf(value);
            }
            if (type == Long.class) {
                return Long.valueOf(value);
            }
            if (type == boolean.class) {
                return switch (value.toLowerCase(Locale.ROOT)) {
                    case "on", "true", "yes", "1" -> true;
                    case "off", "false", "no", "0" -> false;
                    default -> throw new IllegalArgumentException(name + " is on or off, not " + value);
                };
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("%s wants a number, not %s".formatted(name, value), e);
        }
        return type == List.class ? (value.equals("none") ? List.of() : List.of(value)) : value;
    }

    private static String plain(OptionSpec option) {
        return option.longestName().substring(2);
    }

    /** The usual ones with their values, in one line. */
    String summary() {
        return USUAL.stream()
                .map(name -> {
                    Object value = find(name).getValue();
                    return name + " " + (value == null ? "random" : value);
                })
                .collect(Collectors.joining(", "));
    }
}
