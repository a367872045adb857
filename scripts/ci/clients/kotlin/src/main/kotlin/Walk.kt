package onboarding

import com.squareup.moshi.JsonClass
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.time.LocalDate
import java.util.UUID
import kotlin.random.Random
import kotlin.system.exitProcess
import onboarding.client.apis.OnboardingApi
import onboarding.client.apis.ProductsApi
import onboarding.client.infrastructure.ClientException
import onboarding.client.infrastructure.Serializer
import onboarding.client.models.AadhaarRequest
import onboarding.client.models.AddressRequest
import onboarding.client.models.BiometricRequest
import onboarding.client.models.ConsentRequest
import onboarding.client.models.Onboarding
import onboarding.client.models.OnboardingAction
import onboarding.client.models.OnboardingState
import onboarding.client.models.OtpRequest
import onboarding.client.models.PanRequest
import onboarding.client.models.Product
import onboarding.client.models.RegistrationRequest
import onboarding.client.models.StartRequest

private const val AADHAAR = "999941057058"
private val CONSENT = ConsentRequest(language = "en", noticeVersion = "2026-01", given = true)
private val REGISTRATION =
    RegistrationRequest(
        name = "Karan Garg",
        dateOfBirth = LocalDate.of(1990, 5, 15),
        address =
            AddressRequest(
                line = "12 Gita Bhavan",
                city = "Indore",
                district = "Indore",
                state = "Madhya Pradesh",
                pincode = "452001",
            ),
    )

/** Messages of the sandbox, which are not part of the document. */
@JsonClass(generateAdapter = false)
data class Outbox(val messages: List<Message>)

@JsonClass(generateAdapter = false)
data class Message(val product: String, val mobile: String, val otp: String)

class Walk(private val gateway: String) {
    private val api = OnboardingApi(gateway)

    /** The states of a new customer on the way to COMPLETED. */
    fun complete(product: Product): List<OnboardingState> {
        val mobile = "98" + Random.nextInt(10_000_000, 99_999_999)
        var onboarding = api.startOnboarding(product, key(), StartRequest(mobile))
        val states = mutableListOf(onboarding.state)
        while (states.size < 12) {
            val action = onboarding.nextAction?.action ?: break
            onboarding = take(action, onboarding, mobile)
            states += onboarding.state
        }
        check(api.getOnboarding(product, onboarding.id).state == OnboardingState.COMPLETED) { "$product: $states" }
        return states
    }

    private fun take(action: OnboardingAction.Action, onboarding: Onboarding, mobile: String): Onboarding {
        val (id, product) = onboarding
        return when (action) {
            OnboardingAction.Action.REGISTER -> api.registerCustomer(product, id, key(), REGISTRATION)
            OnboardingAction.Action.VERIFY_OTP -> api.verifyOtp(product, id, key(), OtpRequest(sentOtp(product, mobile)))
            OnboardingAction.Action.RESEND_OTP -> api.resendOtp(product, id, key())
            OnboardingAction.Action.SUBMIT_AADHAAR ->
                api.submitAadhaar(product, id, key(), AadhaarRequest(AADHAAR, CONSENT))
            OnboardingAction.Action.SUBMIT_BIOMETRIC -> {
                val pid = "<PidData><Resp errCode=\"0\"/><Data type=\"X\">MjAxNy0x</Data></PidData>"
                api.submitBiometric(id, key(), BiometricRequest(AADHAAR, CONSENT, pid))
            }
            OnboardingAction.Action.SUBMIT_PAN -> api.submitPan(product, id, key(), PanRequest("ABCDE1234F"))
            OnboardingAction.Action.REFRESH -> api.refreshOnboarding(product, id, key())
        }
    }

    /** Each step without fields, and a refused one. */
    fun tryTheOtherSteps() {
        val mobile = "98" + Random.nextInt(10_000_000, 99_999_999)
        val product = Product.values().first { it.value == "ppi-levin" }
        val started = api.startOnboarding(product, key(), StartRequest(mobile))
        val refused = runCatching { api.submitPan(product, started.id, key(), PanRequest("ABCDE1234F")) }
        check((refused.exceptionOrNull() as ClientException).statusCode == 409)
        check(api.refreshOnboarding(product, started.id, key()).state == OnboardingState.NOT_REGISTERED)
        api.eraseOnboarding(product, started.id)
    }

    private fun sentOtp(product: Product, mobile: String): String {
        val request = HttpRequest.newBuilder(URI.create("$gateway/sandbox/outbox")).build()
        val body = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body()
        val outbox = checkNotNull(Serializer.moshi.adapter(Outbox::class.java).fromJson(body))
        return outbox.messages.first { it.product == product.value && it.mobile == mobile }.otp
    }

    private fun key() = UUID.randomUUID().toString()
}

fun main(arguments: Array<String>) {
    val gateway = arguments.single()
    val products = ProductsApi(gateway).listProducts().products.map { it.product }
    check(products.toSet() == Product.values().toSet())
    for (product in products) println("Kotlin: ${product.value}: " + Walk(gateway).complete(product).joinToString(" "))
    Walk(gateway).tryTheOtherSteps()
    // OkHttp's threads would keep the process for a minute.
    exitProcess(0)
}
