package org.menura.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the measurements were made on, as far as Linux tells. */
final class Machine {
    /** What decides how fast a product can be. */
    private static final List<String> INSTRUCTIONS = List.of(
            "avx2", "fma", "avx512f", "avx512_vnni", "avx_vnni", "avx512_bf16", "amx_bf16", "amx_int8", "asimd", "sve");

    private Machine() {}

    /** A sentence. */
    static String describe(int threads) {
        String cpu = read("/proc/cpuinfo");
        Set<String> flags =
                Stream.of(first(cpu, "(?:flags|Features)\\s*: (.*)").split(" ")).collect(Collectors.toSet());
        String instructions = INSTRUCTIONS.stream().filter(flags::contains).collect(Collectors.joining(", "));
        String memory = first(read("/proc/meminfo"), "MemTotal: *([0-9]+) kB");
        return String.format(
                Locale.ROOT,
                "%s, %d processors of which %d compute (%s), %s GiB of memory; %s %s, %s %s.",
                first(cpu, "model name\\s*: (.*)"),
                Runtime.getRuntime().availableProcessors(),
                threads,
                instructions,
                memory.isEmpty() ? "?" : Long.toString(Math.round(Long.parseLong(memory) / 1048576.0)),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("java.vm.name"),
                System.getProperty("java.vm.version"));
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            return "";
        }
    }

    private static String first(String text, String pattern) {
        Matcher m = Pattern.compile(pattern).matcher(text);
        return m.find() ? m.group(1) : "";
    }
}
