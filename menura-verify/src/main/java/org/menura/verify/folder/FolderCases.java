package org.menura.verify.folder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.menura.chat.template.TemplateCases;
import org.menura.verify.Check;
import org.menura.verify.Verifier;
import org.menura.verify.corpus.NearDuplicatesCase;
import org.menura.verify.corpus.WarcCase;
import org.menura.verify.data.DataToolkitCase;
import org.menura.verify.data.LanguageIdCase;
import org.menura.verify.detection.DetectionFolder;
import org.menura.verify.likelihood.LikelihoodFolder;
import org.menura.verify.metric.MetricsCase;
import org.menura.verify.service.DbBenchCase;
import org.menura.verify.service.ServiceCase;
import org.menura.verify.structured.Records;
import org.menura.verify.watermark.WatermarkCase;
import org.menura.verify.world.HouseholdCase;
import org.menura.verify.world.TextWorldCase;

/** The kinds of cases that are told by the files of a folder and need no backend. */
public final class FolderCases {
    /**
     * A kind of case.
     *
     * @param isIn whether a folder holds one
     * @param verify compares its outputs
     */
    private record Kind(Predicate<Path> isIn, Function<Path, List<Check>> verify) {}

    private static final List<Kind> KINDS = List.of(
            new Kind(Records::isIn, Records::verify),
            new Kind(TemplateCases::isIn, Verifier::template),
            new Kind(MetricsCase::isIn, MetricsCase::run),
            new Kind(TextWorldCase::isIn, TextWorldCase::run),
            new Kind(HouseholdCase::isIn, HouseholdCase::run),
            new Kind(WarcCase::isIn, WarcCase::run),
            new Kind(NearDuplicatesCase::isIn, NearDuplicatesCase::run),
            new Kind(LanguageIdCase::isIn, LanguageIdCase::run),
            new Kind(DataToolkitCase::isIn, DataToolkitCase::run),
            new Kind(WatermarkCase::isIn, WatermarkCase::run),
            new Kind(DetectionFolder::isIn, DetectionFolder::verify),
            new Kind(ServiceCase::isIn, ServiceCase::run),
            new Kind(DbBenchCase::isIn, DbBenchCase::run));

    private FolderCases() {}

    private static Optional<Kind> kind(Path folder) {
        return KINDS.stream().filter(kind -> kind.isIn.test(folder)).findFirst();
    }

    /** Returns whether a folder holds a case of these kinds. */
    public static boolean isIn(Path folder) {
        return kind(folder).isPresent();
    }

    /**
     * Verifies the case of a folder.
     *
     * @return a check per output
     */
    public static List<Check> verify(Path folder) {
        return kind(folder).orElseThrow().verify.apply(folder);
    }

    /** Lists the cases of a path: itself, or all folders and files in it that hold a case of any kind; else the path alone. */
    public static List<Path> cases(Path path) {
        if (isIn(path) || LikelihoodFolder.isIn(path) || !Files.isDirectory(path)) {
            return List.of(path);
        }
        List<Path> others = Verifier.cases(path);
        if (others.equals(List.of(path)) && Verifier.isCase(path)) {
            return others;
        }
        try (Stream<Path> inside = Files.list(path)) {
            List<Path> found = Stream.of(
                            inside.filter(Files::isDirectory).filter(f -> isIn(f) || LikelihoodFolder.isIn(f)),
                            others.stream().filter(other -> !other.equals(path)),
                            FileCases.in(path).stream())
                    .flatMap(Function.identity())
                    .distinct()
                    .sorted()
                    .toList();
            return found.isEmpty() ? List.of(path) : found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
