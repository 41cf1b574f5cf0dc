package org.menura.recipes.hibehrt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.model.encoder.hibehrt.Segmentation;
import org.menura.recipes.hibehrt.HealthRecords.Patient;
import org.menura.recipes.hibehrt.NextVisits.Question;
import org.menura.recipes.hibehrt.RecordScores.Score;
import org.menura.tensor.Rng;

class NextVisitTest {
    @TempDir
    private Path folder;

    /** Patients whose second condition follows from the first. */
    private void write(int patients) throws IOException {
        StringBuilder people = new StringBuilder("patient,birthdate,gender,deathdate\n");
        StringBuilder encounters = new StringBuilder("encounter,patient,start,stop,class,code,description\n");
        StringBuilder conditions = new StringBuilder("patient,encounter,start,stop,code,description\n");
        StringBuilder medications = new StringBuilder("patient,encounter,start,code,description\n");
        for (int i = 0; i < patients; i++) {
            people.append("p%d,19%d-05-01,%s,\n".formatted(i, 50 + i % 40, i % 2 == 0 ? "male" : "female"));
            for (int v = 0; v < 4; v++) {
                encounters.append("p%1$d-e%2$d,p%1$d,200%2$d-01-0%3$d,,AMB,%4$s,\"a, b\"\n"
                        .formatted(i, v, 1 + i % 9, v == 1 ? "185349003" : "7"));
                conditions.append("p%1$d,p%1$d-e%2$d,200%2$d-01-0%3$d,,%4$d,x\n".formatted(i, v, 1 + i % 9, (i + v) % 3));
            }
            medications.append("p%1$d,p%1$d-e2,2002-01-0%2$d,55,y\n".formatted(i, 1 + i % 9));
        }
        Files.writeString(folder.resolve("patients.csv"), people);
        Files.writeString(folder.resolve("encounters.csv"), encounters);
        Files.writeString(folder.resolve("conditions.csv"), conditions);
        Files.writeString(folder.resolve("medications.csv"), medications);
    }

    @Test
    void readsRecordsByDay() throws IOException {
        write(3);
        List<Patient> patients = HealthRecords.read(folder);
        assertEquals(3, patients.size());
        Patient p = patients.get(1);
        assertEquals(List.of("C1", "E7"), p.visits().get(0).codes());
        assertEquals(List.of("C2"), p.visits().get(1).codes());
        assertEquals(List.of("C0", "E7", "M55"), p.visits().get(2).codes());
        assertEquals(48.67, p.age(0), 0.01);
        Files.writeString(folder.resolve("medications.csv"), "patient,code\n");
        assertThrows(FormatException.class, () -> HealthRecords.read(folder));
    }

    @Test
    void asksOnlyOfWhatIsNotKnownYet() throws IOException {
        write(3);
        List<Patient> patients = HealthRecords.read(folder);
        NextVisits task = NextVisits.of(patients, 3);
        assertEquals(List.of("C0", "C1", "C2"), task.conditions());
        List<Question> questions = task.questions(patients);
        assertEquals(9, questions.size());
        assertArrayEquals(new boolean[] {false, false, true}, questions.get(1).answers());
        assertEquals(2, questions.get(1).past());
        RecordTokens tokens = new RecordTokens(patients, new Segmentation(16, 8, 4));
        List<Segmentation.Segment> past = tokens.segments(patients.get(0), 1, 0, new Rng(1));
        assertEquals(1, past.size());
        assertEquals(5, past.getFirst().codes().length); // gender, gap, C0, E7, separator
        assertEquals(RecordTokens.SEPARATOR, past.getFirst().codes()[4]);
    }

    @Test
    void scoresRankings() throws IOException {
        write(3);
        List<Patient> patients = HealthRecords.read(folder);
        List<Question> questions = NextVisits.of(patients, 1).questions(patients);
        double[][] right = questions.stream()
                .map(q -> new double[] {q.answers()[0] ? 1 : 0, q.answers()[1] ? 1 : 0, q.answers()[2] ? 1 : 0})
                .toArray(double[][]::new);
        double[][] wrong = questions.stream()
                .map(q -> new double[] {q.answers()[0] ? 0 : 1, q.answers()[1] ? 0 : 1, q.answers()[2] ? 0 : 1})
                .toArray(double[][]::new);
        RecordScores scores = new RecordScores(questions, right);
        RecordScores other = new RecordScores(questions, wrong);
        for (Score score : List.of(Score.MICRO_AUROC, Score.MACRO_AUROC)) {
            assertEquals(1, scores.of(score));
            assertEquals(0, other.of(score));
            assertArrayEquals(
                    new double[] {1, 1}, RecordScores.interval(scores.drawn(score), other.drawn(score)));
        }
        assertEquals(1, scores.of(Score.MICRO_AUPRC));
    }

    @Test
    @Tag("slow")
    void reportsAllRows() throws IOException {
        write(24);
        NextVisitReport report = new NextVisitReport();
        report.set("folds", 2);
        report.set("seeds", 1);
        report.set("pretrain", 2);
        report.set("passes", 40);
        String table = report.run(HealthRecords.read(folder));
        assertTrue(table.startsWith("24 patients asked, 72 questions, 3 conditions"), table);
        for (String row : List.of("| prevalence |", "| logistic regression on counts |", "| Hi-BEHRT, BYOL, seed 1 |")) {
            assertTrue(table.contains(row), table);
        }
        assertTrue(table.contains("| female | 108 |"), table);
    }
}
