package org.menura.sandbox;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Describes a program to run: its words, the files that lie in its folder, what it reads, what it may use.
 *
 * @param words the program and its arguments; a name without a slash is looked for in {@code /usr/local/bin}, {@code /usr/bin}, {@code /bin}
 * @param files what lies in its folder at the start, by name relative to it
 * @param stdin what it reads; nothing if empty
 * @param environment variables beside PATH, HOME, TMPDIR and LANG
 * @param readable folders of the machine that it may read beside the system's
 * @param wanted names of files that are brought back afterwards
 * @param limits what it may use
 */
public record SandboxCommand(
        List<String> words,
        Map<String, byte[]> files,
        byte[] stdin,
        Map<String, String> environment,
        List<Path> readable,
        List<String> wanted,
        Limits limits) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    public SandboxCommand {
        words = List.copyOf(words);
        files = Map.copyOf(files);
        environment = Map.copyOf(environment);
        readable = List.copyOf(readable);
        wanted = List.copyOf(wanted);
        if (words.isEmpty() || words.getFirst().isEmpty()) {
            throw new IllegalArgumentException("a command has at least the name of a program");
        }
        words.forEach(SandboxCommand::checkText);
        environment.forEach((name, value) -> {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("'" + name + "' is no name of an environment variable");
            }
            checkText(value);
        });
        files.keySet().forEach(SandboxCommand::checkName);
        wanted.forEach(SandboxCommand::checkName);
        readable.forEach(p -> {
            if (!p.isAbsolute()) {
                throw new IllegalArgumentException(
                        "'" + p + "' must be an absolute path to be readable in the sandbox");
            }
            checkText(p.toString());
        });
    }

    /** Describes a program with its arguments, with the standard limits, no files and nothing to read. */
    public static SandboxCommand of(String... words) {
        return new SandboxCommand(
                Arrays.asList(words), Map.of(), new byte[0], Map.of(), List.of(), List.of(), Limits.standard());
    }

    /** Puts a file into the program's folder. */
    public SandboxCommand file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    public SandboxCommand file(String name, byte[] content) {
        Map<String, byte[]> all = new LinkedHashMap<>(files);
        all.put(name, content.clone());
        return new SandboxCommand(words, all, stdin, environment, readable, wanted, limits);
    }

    /** Gives the program something to read on standard input. */
    public SandboxCommand stdin(String text) {
        return new SandboxCommand(
                words, files, text.getBytes(StandardCharsets.UTF_8), environment, readable, wanted, limits);
    }

    public SandboxCommand environment(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.put(name, value);
        return new SandboxCommand(words, files, stdin, all, readable, wanted, limits);
    }

    /** Lets the program read a folder of the machine, under the same path. */
    public SandboxCommand readable(Path folder) {
        List<Path> all = new ArrayList<>(readable);
        all.add(folder);
        return new SandboxCommand(words, files, stdin, environment, all, wanted, limits);
    }

    /** Brings a file back that the program has written; links, and files beyond the limit, are not followed nor read. */
    public SandboxCommand wanted(String name) {
        List<String> all = new ArrayList<>(wanted);
        all.add(name);
        return new SandboxCommand(words, files, stdin, environment, readable, all, limits);
    }

    public SandboxCommand limits(Limits limits) {
        return new SandboxCommand(words, files, stdin, environment, readable, wanted, limits);
    }

    private static void checkText(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("words, variables and paths of a command hold no zero characters");
        }
    }

    private static void checkName(String name) {
        Path path = Path.of(name);
        boolean inside =
                !name.isEmpty() && !path.isAbsolute() && path.equals(path.normalize()) && !path.startsWith("..");
        if (!inside || name.equals(".")) {
            throw new IllegalArgumentException("'" + name + "' must name a file inside the program's folder");
        }
    }
}
