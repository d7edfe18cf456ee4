/* The notebook's loop in plain C: a 784-90-10 network, one digit at a time, 60,000 digits twice.
 *
 *     cc -O3 -march=native -ffast-math train_c.c -o train_c -lm
 *     ./train_c FOLDER WEIGHTS
 *
 * FOLDER holds the four unpacked files of MNIST, and WEIGHTS the initial weights as doubles, hidden × input and
 * then output × hidden, both row by row. Prints the seconds of training and of classifying the 10,000 test digits, and
 * the share of these that came out right, as one line of JSON. Reading the files is not timed.
 *
 * It stands for the small C libraries that train in this way, by scalar loops that are left to the compiler. Unlike
 * most of them it has no biases, because the notebook has none, and its sizes are known to the compiler, which helps it.
 */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { INPUT_NODES = 784, HIDDEN_NODES = 90, OUTPUT_NODES = 10 };
enum { TRAINING_DIGITS = 60000, TEST_DIGITS = 10000, EPOCHS = 2 };

static const double learning_rate = 0.1;

static double weights_input_hidden[HIDDEN_NODES][INPUT_NODES];
static double weights_hidden_output[OUTPUT_NODES][HIDDEN_NODES];

static double input[INPUT_NODES];
static double hidden[HIDDEN_NODES];
static double output[OUTPUT_NODES];

static FILE *open_file(const char *folder, const char *name) {
    char path[4096];
    int length = snprintf(path, sizeof path, "%s%s%s", folder, *name ? "/" : "", name);
    FILE *file = length < (int)sizeof path ? fopen(path, "rb") : NULL;
    if (file == NULL) {
        fprintf(stderr, "%s can't be read\n", path);
        exit(66);
    }
    return file;
}

static void read_exactly(void *bytes, size_t count, FILE *file) {
    if (fread(bytes, 1, count, file) != count) {
        fprintf(stderr, "a file is too short\n");
        exit(65);
    }
}

/* The bytes of a file behind its header. */
static unsigned char *read_idx(const char *folder, const char *name, size_t header, size_t count) {
    unsigned char *bytes = malloc(count);
    if (bytes == NULL) exit(70);
    FILE *file = open_file(folder, name);
    read_exactly(bytes, header, file);
    read_exactly(bytes, count, file);
    fclose(file);
    return bytes;
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec * 1e-9;
}

static double sigmoid(double x) { return 1 / (1 + exp(-x)); }

static void feedforward(const unsigned char *image) {
    for (int i = 0; i < INPUT_NODES; i++) input[i] = image[i] / 255.0 * 0.99 + 0.01;
    for (int h = 0; h < HIDDEN_NODES; h++) {
        double sum = 0;
        for (int i = 0; i < INPUT_NODES; i++) sum += weights_input_hidden[h][i] * input[i];
        hidden[h] = sigmoid(sum);
    }
    for (int o = 0; o < OUTPUT_NODES; o++) {
        double sum = 0;
        for (int h = 0; h < HIDDEN_NODES; h++) sum += weights_hidden_output[o][h] * hidden[h];
        output[o] = sigmoid(sum);
    }
}

static void train(const unsigned char *image, int label) {
    double output_errors[OUTPUT_NODES];
    double hidden_errors[HIDDEN_NODES] = {0};

    feedforward(image);
    for (int o = 0; o < OUTPUT_NODES; o++) output_errors[o] = (o == label ? 0.99 : 0.01) - output[o];
    for (int o = 0; o < OUTPUT_NODES; o++)
        for (int h = 0; h < HIDDEN_NODES; h++) hidden_errors[h] += weights_hidden_output[o][h] * output_errors[o];

    for (int o = 0; o < OUTPUT_NODES; o++) {
        double step = learning_rate * output_errors[o] * output[o] * (1 - output[o]);
        for (int h = 0; h < HIDDEN_NODES; h++) weights_hidden_output[o][h] += step * hidden[h];
    }
    for (int h = 0; h < HIDDEN_NODES; h++) {
        double step = learning_rate * hidden_errors[h] * hidden[h] * (1 - hidden[h]);
        for (int i = 0; i < INPUT_NODES; i++) weights_input_hidden[h][i] += step * input[i];
    }
}

static int predict(const unsigned char *image) {
    int best = 0;
    feedforward(image);
    for (int o = 1; o < OUTPUT_NODES; o++)
        if (output[o] > output[best]) best = o;
    return best;
}

int main(int count, char **arguments) {
    if (count != 3) {
        fprintf(stderr, "Usage: train_c FOLDER WEIGHTS\n");
        return 64;
    }
    const char *folder = arguments[1];
    unsigned char *images = read_idx(folder, "train-images-idx3-ubyte", 16, (size_t)TRAINING_DIGITS * INPUT_NODES);
    unsigned char *labels = read_idx(folder, "train-labels-idx1-ubyte", 8, TRAINING_DIGITS);
    unsigned char *test_images = read_idx(folder, "t10k-images-idx3-ubyte", 16, (size_t)TEST_DIGITS * INPUT_NODES);
    unsigned char *test_labels = read_idx(folder, "t10k-labels-idx1-ubyte", 8, TEST_DIGITS);
    FILE *weights = open_file(arguments[2], "");
    read_exactly(weights_input_hidden, sizeof weights_input_hidden, weights);
    read_exactly(weights_hidden_output, sizeof weights_hidden_output, weights);
    fclose(weights);

    double start = seconds();
    for (int epoch = 0; epoch < EPOCHS; epoch++)
        for (int d = 0; d < TRAINING_DIGITS; d++) train(images + (size_t)d * INPUT_NODES, labels[d]);
    double training = seconds() - start;

    start = seconds();
    int correct = 0;
    for (int d = 0; d < TEST_DIGITS; d++) correct += predict(test_images + (size_t)d * INPUT_NODES) == test_labels[d];
    double classifying = seconds() - start;

    printf("{\"train\": %.9f, \"classify\": %.9f, \"accuracy\": %.6f}\n", training, classifying,
           (double)correct / TEST_DIGITS);
    return 0;
}
