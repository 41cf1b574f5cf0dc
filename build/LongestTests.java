import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Prints which test classes took longest, by their reports of the last hours: {@code java build/LongestTests.java}. */
final class LongestTests {
    private static final Pattern SUITE =
            Pattern.compile("<testsuite [^>]*?name=\"([^\"]+)\" time=\"([0-9.,]+)\" tests=\"(\\d+)\"");
    private static final int SHOWN = 8;

    private record Suite(String name, double seconds, int tests) {}

    private LongestTests() {}

    static void main(String[] args) throws IOException {
        // This file lies in a folder of the root.
        Path root = Path.of(System.getProperty("jdk.launcher.sourcefile"))
                .toAbsolutePath()
                .getParent()
                .getParent();
        Instant since = Instant.now().minus(Duration.ofHours(2));
        List<Suite> suites = new ArrayList<>();
        try (Stream<Path> reports = Files.find(
                root, 4, (p, a) -> p.getFileName().toString().matches("TEST-.*\\.xml") && a.isRegularFile())) {
            for (Path report : reports.toList()) {
                if (Files.getLastModifiedTime(report).toInstant().isBefore(since)) {
                    continue;
                }
                Matcher suite = SUITE.matcher(Files.readString(report));
                if (suite.find()) {
                    double seconds = Double.parseDouble(suite.group(2).replace(",", ""));
                    suites.add(new Suite(suite.group(1), seconds, Integer.parseInt(suite.group(3))));
                }
            }
        }
        suites.sort(Comparator.comparingDouble(Suite::seconds).reversed());
        double sum = suites.stream().mapToDouble(Suite::seconds).sum();
        System.out.printf(
                Locale.ROOT,
                "%d tests in %d classes took %.0f s; the longest:%n",
                suites.stream().mapToInt(Suite::tests).sum(),
                suites.size(),
                sum);
        suites.stream()
                .limit(SHOWN)
                .forEach(s -> System.out.printf(Locale.ROOT, "%8.1f s  %s%n", s.seconds(), s.name()));
    }
}
