package org.menura.agent.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Budget;
import org.menura.agent.act.Policy;
import org.menura.agent.act.Rule;
import org.menura.format.FormatException;
import org.menura.format.yaml.NearestName;
import org.menura.format.yaml.Yaml;

/**
 * Reads profiles from YAML:
 *
 * <pre>
 * name: clerk
 * role: a clerk who keeps a notebook
 * goal: answer what is asked
 * tools: [calculator, files]
 * budget: {turns: 20, tokens: 50000, seconds: 600, effects: 10}
 * policy:
 *   approve: [files_write]     # calls of these need a person's approval; files stands for all tools of that name
 *   never: [files_list]        # calls of these are not made
 *   outside: approve           # effects with arguments from texts of others: approve, or allow
 *   allow: [desk@example.org]  # values from there that need no approval
 * planner: react                # or plan-and-execute, tree-search
 * memory: {file: memory.jsonl}  # see MemorySettings
 * </pre>
 *
 * <p>A key that is not known is an error that names its line.
 */
public final class ProfileReader {
    private static final List<String> KEYS = List.of(
            "name", "role", "goal", "instructions", "tools", "budget", "policy", "mind", "planner", "calls", "memory");

    private final String source;
    private final @Nullable Map<String, Set<String>> toolNames;

    private ProfileReader(String source, @Nullable Map<String, Set<String>> toolNames) {
        this.source = source;
        this.toolNames = toolNames;
    }

    /**
     * Reads a file.
     *
     * @throws FormatException if it is no profile; names the line
     */
    public static Profile read(Path file) throws IOException {
        return read(text(file), file.toString());
    }

    /**
     * Reads a file whose tools are open: names in its policy stand for these.
     *
     * @param toolNames names of tools by what a policy may call them: their own names, and those of groups such as files
     * @throws FormatException if it is no profile, or its policy names what is no tool; names the line
     */
    public static Profile read(Path file, Map<String, Set<String>> toolNames) throws IOException {
        String source = file.toString();
        return new ProfileReader(source, toolNames).profile(Yaml.parse(text(file), source, "profile"));
    }

    private static String text(Path file) throws IOException {
        if (Files.size(file) > Yaml.MAX_BYTES) {
            throw new FormatException("%s is too large for a profile".formatted(file));
        }
        return Files.readString(file);
    }

    /**
     * Reads a text.
     *
     * @param source where it comes from, for messages
     * @throws FormatException if it is no profile; names the line
     */
    public static Profile read(String yaml, String source) {
        return new ProfileReader(source, null).profile(Yaml.parse(yaml, source, "profile"));
    }

    private Profile profile(Yaml.Mapping root) {
        known(root, KEYS, "a profile");
        Yaml.Entry name = root.entries().get("name");
        if (name == null) {
            throw new FormatException("%s: a profile needs the key 'name'".formatted(source));
        }
        try {
            return new Profile(
                    text(name.value(), "name"),
                    text(root, "role", ""),
                    text(root, "goal", ""),
                    text(root, "instructions", ""),
                    texts(root, "tools"),
                    policy(root),
                    mind(root),
                    text(root, "planner", Profile.DEFAULT_PLANNER),
                    (int) number(root, "calls", Profile.DEFAULT_CALLS, 1000));
        } catch (IllegalArgumentException e) {
            throw new FormatException("%s, line %d: %s".formatted(source, name.line(), e.getMessage()), e);
        }
    }

    private @Nullable String mind(Yaml.Mapping root) {
        String mind = text(root, "mind", "");
        return mind.isEmpty() ? null : mind;
    }

    private Policy policy(Yaml.Mapping root) {
        Yaml.Mapping policy = mapping(root, "policy");
        Set<String> allow = Set.of();
        boolean outside = true;
        List<Rule> rules = new ArrayList<>();
        if (policy != null) {
            known(policy, List.of("approve", "never", "outside", "allow"), "the policy");
            Set<String> approve = tools(policy, "approve");
            Set<String> never = tools(policy, "never");
            allow = new HashSet<>(texts(policy, "allow"));
            String how = text(policy, "outside", "approve");
            outside = switch (how) {
                case "approve" -> true;
                case "allow" -> false;
                default ->
                    throw new FormatException("%s, line %d: 'outside' is approve or allow, not '%s'"
                            .formatted(source, entry(policy, "outside").line(), how));
            };
            if (!approve.isEmpty()) {
                rules.add(Rule.needsApproval(approve));
            }
            if (!never.isEmpty()) {
                rules.add(Rule.never(never));
            }
        }
        if (outside) {
            rules.add(Rule.outsideNeedsApproval(allow));
        }
        return new Policy(budget(root), rules);
    }

    /** The tools that a list of the policy names; the names as they stand while it is not known which tools there are. */
    private Set<String> tools(Yaml.Mapping policy, String key) {
        List<String> names = texts(policy, key);
        if (toolNames == null) {
            return new HashSet<>(names);
        }
        Set<String> tools = new HashSet<>();
        for (String name : names) {
            Set<String> meant = toolNames.get(name);
            if (meant == null) {
                throw new FormatException(
                        "%s, line %d: '%s' of the policy names '%s', which is none of the agent's tools; %s"
                                .formatted(
                                        source,
                                        entry(policy, key).line(),
                                        key,
                                        name,
                                        toolNames.isEmpty()
                                                ? "it has none"
                                                : "there are " + String.join(", ", toolNames.keySet())));
            }
            tools.addAll(meant);
        }
        return tools;
    }

    private static Yaml.Entry entry(Yaml.Mapping map, String key) {
        Yaml.Entry e = map.entries().get(key);
        if (e == null) {
            throw new IllegalStateException(key);
        }
        return e;
    }

    private Budget budget(Yaml.Mapping root) {
        Yaml.Mapping budget = mapping(root, "budget");
        if (budget == null) {
            return Budget.STANDARD;
        }
        known(budget, List.of("turns", "tokens", "seconds", "effects"), "the budget");
        Budget usual = Budget.STANDARD;
        return new Budget(
                (int) number(budget, "turns", usual.turns(), Integer.MAX_VALUE),
                number(budget, "tokens", usual.tokens(), Long.MAX_VALUE),
                Duration.ofSeconds(number(budget, "seconds", usual.wall().toSeconds(), Integer.MAX_VALUE)),
                (int) number(budget, "effects", usual.effects(), Integer.MAX_VALUE));
    }

    private void known(Yaml.Mapping map, List<String> keys, String what) {
        map.entries().forEach((key, entry) -> {
            if (!keys.contains(key)) {
                String hint = NearestName.of(key, keys)
                        .map(k -> "did you mean '%s'?".formatted(k))
                        .orElse("it has " + String.join(", ", keys));
                throw new FormatException(
                        "%s, line %d: %s has no key '%s'; %s".formatted(source, entry.line(), what, key, hint));
            }
        });
    }

    private String text(Yaml.Mapping map, String key, String usual) {
        Yaml.Entry e = map.entries().get(key);
        return e == null ? usual : text(e.value(), key);
    }

    private String text(Yaml.Node node, String key) {
        if (node instanceof Yaml.Scalar(Yaml.Type type, String text, int _) && type != Yaml.Type.NOTHING) {
            return text;
        }
        throw new FormatException("%s, line %d: '%s' must be a text".formatted(source, node.line(), key));
    }

    private List<String> texts(Yaml.Mapping map, String key) {
        Yaml.Entry e = map.entries().get(key);
        if (e == null) {
            return List.of();
        }
        if (!(e.value() instanceof Yaml.Sequence(List<Yaml.Node> items, int _))) {
            throw new FormatException("%s, line %d: '%s' must be a list".formatted(source, e.line(), key));
        }
        return items.stream().map(i -> text(i, key)).toList();
    }

    private Yaml.@Nullable Mapping mapping(Yaml.Mapping map, String key) {
        Yaml.Entry e = map.entries().get(key);
        if (e == null) {
            return null;
        }
        if (!(e.value() instanceof Yaml.Mapping inner)) {
            throw new FormatException("%s, line %d: '%s' must be a mapping".formatted(source, e.line(), key));
        }
        return inner;
    }

    private long number(Yaml.Mapping map, String key, long usual, long most) {
        Yaml.Entry e = map.entries().get(key);
        if (e == null) {
            return usual;
        }
        try {
            long n = Long.parseLong(text(e.value(), key));
            if (n >= 0 && n <= most) {
                return n;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new FormatException("%s, line %d: '%s' must be a whole number from 0".formatted(source, e.line(), key));
    }
}
