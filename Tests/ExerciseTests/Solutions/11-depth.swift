import Exercises

// Lesson 11: Depth
//
// Each exercise says what is asked, and leaves a hole: `nil` where a number is
// missing, `throw unanswered()` where code is. Fill it, and type
//
//     make exercises

// 11.1  What is left after ten layers
//
//      A network has ten hidden layers of sigmoids. Leave the weights out of
//      account: an error on its way back to the first hidden layer is
//      multiplied by a slope in each of the ten. How many times smaller is it
//      at least, when it has passed all ten?
//
//      And a network of ReLUs, 784-50-50-10: which standard deviation does
//      He's rule give the weights into its second hidden layer?
let timesSmaller: Int? = 1_048_576
let widthByHe: Double? = 0.2

// 11.2  An experiment: six matrices that learn
//
//      A network 784-20-20-20-20-20-10 learns from 5,000 digits once. It takes a
//      step after every 20 digits, by the mean of their slopes. With sigmoids,
//      a standard deviation of 0.05 and a rate of 0.1 it reads one of the first
//      2,000 test digits in ten. Choose the activation function of its hidden
//      layers, the variance of its weights, as a factor of 1/(incoming links),
//      and the rate, so that it reads 0.6 of them with both of the seeds 1
//      and 2.
//
//          .sigmoid  .tanh  .relu  .leakyRelu()  .elu()
let deepActivation: Activation? = .relu
let deepFactor: Double? = 2
let deepRate: Double? = 0.1
