package org.menura.detect.trained;

import java.util.List;
import org.menura.detect.measure.LabelledText;
import org.menura.eval.baseline.LogisticRegression;
import org.menura.eval.baseline.SparseVector;
import org.menura.eval.baseline.TfIdf;

/** Logistic regression on TF-IDF of words and pairs of words: the baseline that any larger detector must beat. */
public final class WordDetector implements TrainedDetector {
    @Override
    public String name() {
        return "tf-idf";
    }

    @Override
    public double[] scores(List<LabelledText> all, List<Integer> train, List<Integer> test) {
        List<String> texts = train.stream().map(i -> all.get(i).text()).toList();
        TfIdf words = TfIdf.fit(
                texts, TfIdf.Settings.words().ngrams(1, 2).minDocuments(2).dampened());
        int[] labels =
                train.stream().mapToInt(i -> all.get(i).isMachine() ? 1 : 0).toArray();
        LogisticRegression fitted = LogisticRegression.fit(
                words.of(texts), labels, 2, new LogisticRegression.Settings(10, false, 200, 1e-5));
        return test.stream()
                .map(i -> words.of(all.get(i).text()))
                .mapToDouble((SparseVector vector) -> fitted.logits(vector)[1])
                .toArray();
    }
}
