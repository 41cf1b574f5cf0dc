package org.menura.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.menura.model.CausalModel;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.dtype.DType;

/**
 * The run from which {@link StartArchive} learns what a start needs: classes, and how methods are used. Runs commands as
 * users give them, all in this process, with models that come along.
 */
public final class Rehearsal {
    private static final String STORIES = "stories260K";
    private static final String PROMPT = "Once upon a time";

    private static final List<DType> STORED = List.of(
            DType.F16,
            DType.BF16,
            DType.Q4_0,
            DType.Q5_0,
            DType.Q8_0,
            DType.Q2_K,
            DType.Q3_K,
            DType.Q4_K,
            DType.Q5_K,
            DType.Q6_K,
            DType.IQ4_NL,
            DType.IQ4_XS,
            DType.MXFP4,
            DType.NVFP4);

    /** Packages of models that are no decoders of texts. */
    private static final List<String> ELSEWHERE = Stream.of(
                    "audio", "diffusion", "encoder", "multimodal", "seq2seq", "vision")
            .map(name -> "org.menura.model." + name + ".")
            .toList();

    private static final int OUTS = 4;
    private static final int IN = 512;

    private Rehearsal() {}

    /** What an archive is to start. */
    enum Scope {
        /** All commands that end soon. */
        ALL,
        /** {@code menura run} of GGUF files. With fewer classes such a run starts sooner, and takes less memory. */
        RUN;

        /** Reads the launcher's name of a scope. */
        static Scope of(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }

        /** Returns the launcher's name of this scope. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Rehearses in the folder {@code args[0]}, where {@link #prepare} was, the {@link Scope} {@code args[1]}. */
    public static void main(String[] args) throws IOException {
        System.exit(in(Path.of(args[0]), Scope.of(args[1]), new PrintWriter(System.err, true)));
    }

    /**
     * Writes the GGUF file that is run into {@code folder}, in a process that is not recorded: few runs convert models.
     *
     * @param err where the command reports
     * @return its exit code
     */
    static int prepare(Path folder, PrintWriter err) throws IOException {
        Path gguf = gguf(Files.createDirectories(folder));
        return command(err, List.of("convert", stories(), gguf, "--type", "Q8_0"));
    }

    /**
     * Rehearses in {@code folder}.
     *
     * @param err where commands report
     * @return the exit code of the first command that failed, or 0
     */
    static int in(Path folder, Scope scope, PrintWriter err) throws IOException {
        Path gguf = gguf(folder);
        Path model = DefaultModel.textModel();
        List<List<Object>> commands = new ArrayList<>();
        if (scope == Scope.ALL) {
            commands.addAll(List.of(
                    List.of("info", gguf),
                    List.of("show", stories()),
                    List.of("tokenize", gguf, "-p", PROMPT),
                    List.of("tokenize", model, "-p", PROMPT),
                    List.of("list"),
                    List.of("--version"),
                    List.of("help"),
                    List.of("help", "run"),
                    List.of("run", stories(), "-p", PROMPT, "-n", 8, "--greedy"),
                    List.of("run", model, "-p", "Write a story with a dog.", "-n", 8)));
        }
        commands.add(List.of("run", gguf, "-p", PROMPT, "-n", 8, "--seed", 1));
        products();
        link(StandardOutput.class.getName(), StartArchive.class.getName());
        for (Class<?> inner : StandardOutput.class.getDeclaredClasses()) {
            link(inner.getName());
        }
        linkAll(CausalModel.class, scope);
        int code = 0;
        for (List<Object> words : commands) {
            code = code != 0 ? code : command(err, words);
        }
        return code;
    }

    private static Path stories() {
        return DefaultModel.textModel().resolveSibling(STORIES);
    }

    private static Path gguf(Path folder) {
        return folder.resolve("stories.gguf");
    }

    /** Links the classes of a jar that a scope may need: a start that lacks but one opens all jars before it. */
    private static void linkAll(Class<?> one, Scope scope) throws IOException {
        Path jar;
        try {
            jar = Path.of(
                    one.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
        if (Files.isRegularFile(jar)) {
            try (ZipFile classes = new ZipFile(jar.toFile())) {
                link(classes.stream()
                        .map(ZipEntry::getName)
                        .filter(name -> name.startsWith("org/") && name.endsWith(".class"))
                        .map(name -> name.substring(0, name.lastIndexOf('.')).replace('/', '.'))
                        .filter(name -> scope == Scope.ALL || ELSEWHERE.stream().noneMatch(name::startsWith))
                        .toArray(String[]::new));
            }
        }
    }

    private static void link(String... classes) {
        for (String name : classes) {
            try {
                // Asked for its methods, the JVM links a class.
                int _ = Class.forName(name, false, Rehearsal.class.getClassLoader())
                        .getDeclaredMethods()
                        .length;
            } catch (ClassNotFoundException | LinkageError _) {
                // It needs the Vector API, of which an archive can hold nothing.
            }
        }
    }

    /** Products with weights of all types that models are stored in; the models here have but a few. */
    private static void products() {
        CpuBackend backend = new CpuBackend(1);
        for (DType type : STORED) {
            MemorySegment weights = Arena.ofAuto().allocate(type.bytes(OUTS * IN));
            backend.linear(Tensor.zeros(1, IN), Tensor.of(weights, type, Shape.of(OUTS, IN)), null);
        }
    }

    private static int command(PrintWriter err, List<Object> words) {
        String[] args = words.stream().map(String::valueOf).toArray(String[]::new);
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return Main.commandLine(args).setOut(nowhere).setErr(err).execute(args);
    }
}
