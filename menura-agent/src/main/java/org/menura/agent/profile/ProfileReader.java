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
import org.menura.format.TextFile;
import org.menura.format.yaml.Yaml;
import org.menura.format.yaml.YamlFields;

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

    private final YamlFields fields;
    private final @Nullable Map<String, Set<String>> toolNames;

    private ProfileReader(String source, @Nullable Map<String, Set<String>> toolNames) {
        this.fields = new YamlFields(source);
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
        return TextFile.read(file);
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
        fields.checkKeys(root, KEYS, "a profile");
        String name = fields.required(root, "name", "a profile");
        try {
            return new Profile(
                    name,
                    fields.text(root, "role", ""),
                    fields.text(root, "goal", ""),
                    fields.text(root, "instructions", ""),
                    fields.texts(root, "tools"),
                    policy(root),
                    mind(root),
                    fields.text(root, "planner", Profile.DEFAULT_PLANNER),
                    (int) fields.whole(root, "calls", Profile.DEFAULT_CALLS, 0, 1000));
        } catch (IllegalArgumentException e) {
            throw new FormatException(
                    "%s, line %d: %s".formatted(fields.source(), line(root, "name"), e.getMessage()), e);
        }
    }

    private @Nullable String mind(Yaml.Mapping root) {
        String mind = fields.text(root, "mind", "");
        return mind.isEmpty() ? null : mind;
    }

    private Policy policy(Yaml.Mapping root) {
        Yaml.Mapping policy = fields.mapping(root, "policy");
        Set<String> allow = Set.of();
        boolean outside = true;
        List<Rule> rules = new ArrayList<>();
        if (policy != null) {
            fields.checkKeys(policy, List.of("approve", "never", "outside", "allow"), "the policy");
            Set<String> approve = tools(policy, "approve");
            Set<String> never = tools(policy, "never");
            allow = new HashSet<>(fields.texts(policy, "allow"));
            String how = fields.text(policy, "outside", "approve");
            outside = switch (how) {
                case "approve" -> true;
                case "allow" -> false;
                default ->
                    throw fields.wrong(
                            line(policy, "outside"), "'outside' is approve or allow, not '%s'".formatted(how));
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
        return new Policy(budget(fields, root), rules);
    }

    /** The tools that a list of the policy names; the names as they stand while it is not known which tools there are. */
    private Set<String> tools(Yaml.Mapping policy, String key) {
        List<String> names = fields.texts(policy, key);
        if (toolNames == null) {
            return new HashSet<>(names);
        }
        Set<String> tools = new HashSet<>();
        for (String name : names) {
            Set<String> meant = toolNames.get(name);
            if (meant == null) {
                throw fields.wrong(
                        line(policy, key),
                        "'%s' of the policy names '%s', which is none of the agent's tools; %s"
                                .formatted(
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

    private static int line(Yaml.Mapping map, String key) {
        Yaml.Entry e = map.entries().get(key);
        return e == null ? map.line() : e.line();
    }

    /**
     * Reads the budget of a profile or a team.
     *
     * @param root mapping whose field {@code budget} it is; what that does not say is as in {@link Budget#STANDARD}
     */
    public static Budget budget(YamlFields fields, Yaml.Mapping root) {
        Yaml.Mapping budget = fields.mapping(root, "budget");
        if (budget == null) {
            return Budget.STANDARD;
        }
        fields.checkKeys(budget, List.of("turns", "tokens", "seconds", "effects"), "the budget");
        Budget usual = Budget.STANDARD;
        return new Budget(
                (int) fields.whole(budget, "turns", usual.turns(), 0, Integer.MAX_VALUE),
                fields.whole(budget, "tokens", usual.tokens(), 0, Long.MAX_VALUE),
                Duration.ofSeconds(fields.whole(budget, "seconds", usual.wall().toSeconds(), 0, Integer.MAX_VALUE)),
                (int) fields.whole(budget, "effects", usual.effects(), 0, Integer.MAX_VALUE));
    }
}
