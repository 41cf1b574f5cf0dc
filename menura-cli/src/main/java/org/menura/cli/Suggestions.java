package org.menura.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Finds what somebody may have meant who typed a command or an option that there is not. */
final class Suggestions {
    private static final int MOST = 3;

    /** Names that commands have in other programs. */
    private static final Map<String, List<String>> MEANT = new TreeMap<>();

    static {
        MEANT.put("run", List.of("complete", "infer", "inference", "predict", "sample", "ask"));
        MEANT.put("chat", List.of("talk", "repl", "interactive"));
        MEANT.put("perplexity", List.of("ppl"));
        MEANT.put("eval", List.of("evaluate", "lm_eval", "lm-eval", "evaluation"));
        MEANT.put("score", List.of("logprobs", "loglikelihood"));
        MEANT.put("pull", List.of("download", "fetch", "get", "clone"));
        MEANT.put("rm", List.of("delete", "remove"));
        MEANT.put("list", List.of("ls", "downloads", "cache"));
        MEANT.put("quantize", List.of("quantise", "quant", "compress"));
        MEANT.put("convert", List.of("export", "import"));
        MEANT.put("adapter", List.of("lora", "merge", "peft"));
        MEANT.put("train", List.of("sft", "dpo", "pretrain", "teach", "lora"));
        MEANT.put("embed", List.of("embedding", "embeddings", "encode"));
        MEANT.put("draw", List.of("image", "imagine", "paint", "txt2img", "picture"));
        MEANT.put("speak", List.of("tts", "say", "sound"));
        MEANT.put("transcribe", List.of("asr", "stt", "whisper", "listen"));
        MEANT.put("tokenize", List.of("detokenize", "encode", "decode"));
        MEANT.put("bench", List.of("benchmark", "speed"));
        MEANT.put("init", List.of("create", "new"));
        MEANT.put("serve", List.of("server", "api"));
        MEANT.put("info", List.of("inspect", "describe"));
    }

    /** What other programs do and Menura does not. */
    private static final Map<String, String> ABSENT = Map.of(
            "ps",
            "no model stays in memory but that of `menura serve`, which lists and unloads them over HTTP (docs/serving.md)",
            "stop",
            "no model stays in memory but that of `menura serve`, which lists and unloads them over HTTP (docs/serving.md)");

    private Suggestions() {}

    /** Says why there is no command of this name, where other programs have one; else null. */
    static @Nullable String absent(String word) {
        return ABSENT.get(word.toLowerCase(Locale.ROOT));
    }

    /** The subcommands that a word may mean, likeliest first. */
    static List<String> commands(CommandLine command, String word) {
        Collection<String> names = command.getSubcommands().keySet();
        List<String> out = new ArrayList<>();
        MEANT.forEach((name, words) -> {
            if (words.contains(word.toLowerCase(Locale.ROOT)) && names.contains(name)) {
                out.add(name);
            }
        });
        return out.isEmpty() ? nearest(word, names) : out;
    }

    /** The options of a command that a word may mean, likeliest first. */
    static List<String> options(CommandLine command, String word) {
        List<String> names = command.getCommandSpec().options().stream()
                .flatMap(o -> List.of(o.names()).stream())
                .filter(n -> n.startsWith("--"))
                .toList();
        return nearest(word, names);
    }

    /** Names that differ from a word in few letters, or go on where it ends. */
    static List<String> nearest(String word, Collection<String> names) {
        String wanted = word.toLowerCase(Locale.ROOT);
        int most = wanted.length() <= 4 ? 1 : 2;
        Map<String, Integer> distances = names.stream()
                .distinct()
                .collect(Collectors.toMap(
                        n -> n,
                        n -> wanted.length() > 2 && n.startsWith(wanted)
                                ? 1
                                : distance(wanted, n.toLowerCase(Locale.ROOT))));
        return distances.entrySet().stream()
                .filter(e -> e.getValue() <= most)
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
                .map(Map.Entry::getKey)
                .limit(MOST)
                .toList();
    }

    /** Letters to insert, leave out, replace or exchange with their neighbour. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], 1 + d[i - 2][j - 2]);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
